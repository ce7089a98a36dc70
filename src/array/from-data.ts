/** Array: an Arr from what a user has, be it numbers, nested lists, typed arrays or ndarrays. */
import { arrayChecks, fillChecks } from "./option-checks.ts";
import type { NdArray } from "ndarray";
import { checkOptions, DataError, describeShape, describeValue, ShapeError } from "../errors/index.ts";
import { Arr, fromBuffer, requireHost } from "./arr.ts";
import { toArray } from "./conversion.ts";
import { allocate, type DType, type TypedArray } from "./dtype.ts";
import { elementsOf, isNumericArray, isNdarray, naturalDType, type NumericArray } from "./numeric-array.ts";
import { requireDType, requireShape } from "./requirements.ts";
import { type Shape, sizeOf } from "./shape.ts";

/** Numbers and booleans in lists of lists, every list at a level of one length; rows may be typed arrays. */
export type NestedNumbers = number | boolean | NumericArray | readonly NestedNumbers[];

/** What `array` reads. */
export type ArrayData = NestedNumbers | NdArray<number[]> | NdArray<NumericArray> | Arr;

/** How `array` is to read its data. */
export interface ArrayOptions {
  /** Element type; f64 for numbers, bool for booleans and the nearest type for typed arrays unless given. */
  readonly dtype?: DType | undefined;
  /** Shape to read the elements in, row by row; the shape of the data unless given. */
  readonly shape?: Shape | undefined;
}

/**
 * An array from numbers, nested lists, a typed array or an ndarray. The data are copied.
 *
 * @param data     numbers; lists of lists must not be ragged
 * @param options  element type and shape, both read from the data unless given
 * @throws ShapeError when lists are ragged or `shape` does not hold the elements, naming the place (`data[2]`)
 * @throws DataError  when an element is no number, or does not fit in i32, naming it (`data[2][1]`)
 * @example
 * ```ts
 * import { array } from "fluxion";
 * console.log(array([[1, 2], [3, 4]]).shape); // → [ 2, 2 ]
 * console.log(array(new Float32Array(6), { shape: [2, 3] }).dtype); // → f32
 * ```
 */
export function array(data: ArrayData, options: ArrayOptions = {}): Arr {
  checkOptions(options, arrayChecks, "array");
  return arrayFor("array", data, options);
}

/** `array` for an argument of another operation, which errors name. */
export function arrayFor(where: string, data: ArrayData, { dtype, shape }: ArrayOptions = {}): Arr {
  const wanted = dtype === undefined ? undefined : requireDType(dtype, where);
  const read = readData(data, wanted, where);
  if (shape === undefined) return fromBuffer(read.elements, read.shape, read.dtype);
  const frozenShape = requireShape(shape, where);
  if (sizeOf(shape) !== read.elements.length) {
    throw new ShapeError({
      where,
      expected: `${sizeOf(shape)} elements for shape ${describeShape(shape)}`,
      received: String(read.elements.length),
    });
  }
  return fromBuffer(read.elements, frozenShape, read.dtype);
}

/**
 * An array with the contents of an ndarray (a copy: later writes to the ndarray do not show).
 *
 * @throws DataError when it holds what is no number
 * @example
 * ```ts
 * import ndarray from "ndarray";
 * import { fromNdarray } from "fluxion";
 * console.log(String(fromNdarray(ndarray([1, 2, 3, 4], [2, 2]).transpose(1, 0)))); // [[1, 3], [2, 4]]
 * ```
 */
export function fromNdarray(
  data: NdArray<number[]> | NdArray<NumericArray>,
  options: { readonly dtype?: DType | undefined } = {},
): Arr {
  checkOptions(options, fillChecks, "fromNdarray");
  if (!isNdarray(data)) {
    throw new DataError({ where: "fromNdarray", expected: "an ndarray", received: describeValue(data) });
  }
  return array(data, options);
}

interface Read {
  readonly elements: TypedArray;
  readonly shape: Shape;
  readonly dtype: DType;
}

const tracedHint =
  "It is an array already: use it as it is; cast(x, dtype) and reshape(x, shape) change type and shape.";

function readData(data: ArrayData, dtype: DType | undefined, where: string): Read {
  if (data instanceof Arr) {
    const elements = toArray(requireHost(data, where, tracedHint), data.dtype, where);
    const target = dtype ?? data.dtype;
    return { elements: converted(elements, target, data.shape, where), shape: data.shape, dtype: target };
  }
  if (isNdarray(data)) {
    const target = dtype ?? naturalDType(data.data);
    const shape = Object.freeze([...data.shape]);
    return { elements: converted(elementsOf(data, where), target, shape, where), shape, dtype: target };
  }
  if (isNumericArray(data)) {
    const target = dtype ?? naturalDType(data);
    return { elements: converted(data, target, [data.length], where), shape: [data.length], dtype: target };
  }
  const shape = shapeOfNested(data, where);
  const elements: number[] = [];
  const kinds = { number: false, boolean: false };
  readNested(data, shape, 0, [], elements, kinds, where);
  const target = dtype ?? (kinds.boolean && !kinds.number ? "bool" : "f64");
  return { elements: converted(elements, target, shape, where), shape, dtype: target };
}

/** The shape that the first element of every level promises. */
function shapeOfNested(data: unknown, where: string): number[] {
  const shape: number[] = [];
  for (let node: unknown = data; isRow(node); node = node[0]) {
    shape.push(node.length);
    if (shape.length <= MOST_AXES) continue;
    const expected = `lists nested at most ${MOST_AXES} deep`;
    throw new ShapeError({ where, path: "data", expected, received: "more", hint: "Does a list contain itself?" });
  }
  return shape;
}

/** As many axes as NumPy has; a list that contains itself gets here. */
const MOST_AXES = 64;

/** A list, or a typed array that serves as the innermost list. */
function isRow(node: unknown): node is ArrayLike<unknown> {
  return Array.isArray(node) || isNumericArray(node);
}

function readNested(
  node: unknown,
  shape: Shape,
  axis: number,
  index: number[],
  elements: number[],
  kinds: { number: boolean; boolean: boolean },
  where: string,
): void {
  if (axis === shape.length) {
    if (typeof node === "number") kinds.number = true;
    else if (typeof node === "boolean") kinds.boolean = true;
    else throw notANumber(node, shape, index, where);
    elements.push(Number(node));
    return;
  }
  const length = shape[axis]!;
  if (!isRow(node) || node.length !== length) throw ragged(node, shape, axis, index, where);
  for (let i = 0; i < length; i++) {
    index[axis] = i;
    readNested(node[i], shape, axis + 1, index, elements, kinds, where);
  }
  index.length = axis;
}

function ragged(node: unknown, shape: Shape, axis: number, index: readonly number[], where: string): Error {
  const first = placeOf(new Array<number>(axis).fill(0));
  const expected = `a list of ${shape[axis]!}, like ${first}`;
  const place = placeOf(index.slice(0, axis));
  if (isRow(node) || typeof node === "number" || typeof node === "boolean") {
    return new ShapeError({
      where,
      path: place,
      expected,
      received: describeValue(node),
      hint: "Lists at one level must have one length; pad them, or keep them as separate arrays.",
    });
  }
  return new DataError({ where, path: place, expected, received: describeValue(node), hint: elementHint(node) });
}

function notANumber(node: unknown, shape: Shape, index: readonly number[], where: string): Error {
  const path = placeOf(index.slice(0, shape.length));
  if (isRow(node)) {
    return new ShapeError({
      where,
      path,
      expected: `a number, like ${placeOf(shape.map(() => 0))}`,
      received: describeValue(node),
      hint: "Lists must be nested to one depth throughout.",
    });
  }
  return new DataError({
    where,
    path,
    expected: shape.length === 0 ? "numbers: nested lists, a typed array or an ndarray" : "a number or a boolean",
    received: describeValue(node),
    hint: elementHint(node),
  });
}

function elementHint(node: unknown): string | undefined {
  if (typeof node === "bigint" || typeof node === "string") return "Convert it with Number(...).";
  if (node instanceof Arr) return "Join arrays with stack([...]) or concat([...]).";
  if (node === undefined || node === null) return "Mark a missing value with NaN.";
  return node instanceof BigInt64Array || node instanceof BigUint64Array
    ? "Convert its elements: Float64Array.from(data, Number)."
    : undefined;
}

/** A fresh buffer of the target type; for i32 every element must be an integer in range. */
function converted(elements: ArrayLike<number>, dtype: DType, shape: Shape, where: string): TypedArray {
  const buffer = allocate(dtype, shape, where);
  if (dtype === "bool") {
    for (let i = 0; i < elements.length; i++) buffer[i] = elements[i] === 0 ? 0 : 1;
    return buffer;
  }
  if (dtype === "i32") {
    for (let i = 0; i < elements.length; i++) {
      const value = elements[i]!;
      if ((value | 0) !== value) throw notAnInteger(value, i, shape, where);
    }
  }
  buffer.set(elements);
  return buffer;
}

function notAnInteger(value: number, position: number, shape: Shape, where: string): DataError {
  const index = new Array<number>(shape.length);
  let rest = position;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    index[axis] = rest % shape[axis]!;
    rest = Math.floor(rest / shape[axis]!);
  }
  return new DataError({
    where,
    path: placeOf(index),
    expected: "an integer from -2147483648 to 2147483647 for an i32 array",
    received: describeValue(value),
    hint: Number.isFinite(value)
      ? "Use f64, or make an f64 array and convert it with cast, which truncates."
      : "Use f64, which holds NaN and Infinity.",
  });
}

function placeOf(index: readonly number[]): string {
  return `data${index.map((position) => `[${position}]`).join("")}`;
}
