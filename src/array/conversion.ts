/** From an Arr back to plain JavaScript. Everything handed out is a copy. */
import ndarray, { type NdArray } from "ndarray";
import { describeType, ShapeError } from "../errors/index.ts";
import { type Arr, copyStrided, hostOf, requireHost, traceOf } from "./arr.ts";
import { allocate, type TypedArray } from "./dtype.ts";
import { rowMajorStrides } from "./shape.ts";
import { unknownValueError } from "./unknown-value.ts";

/** A number, or lists of lists of numbers. */
export type Nested = number | Nested[];

/** The elements in row-major order, in a typed array of their own. @throws TracerError while tracing */
export function toArray(arr: Arr, where = "toArray"): TypedArray {
  const host = requireHost(arr, where);
  const elements = allocate(arr.dtype, arr.shape, where);
  copyStrided(host, elements, 0);
  return elements;
}

/** The elements as lists of lists; a number for a scalar, 0 and 1 for bool. @throws TracerError while tracing */
export function toNested(arr: Arr, where = "toNested"): Nested {
  const elements = toArray(arr, where);
  let next = 0;
  const build = (axis: number): Nested => {
    if (axis === arr.rank) return elements[next++]!;
    return Array.from({ length: arr.shape[axis]! }, () => build(axis + 1));
  };
  return build(0);
}

/** The elements as an ndarray of their own. @throws TracerError while tracing */
export function toNdarray(arr: Arr): NdArray<TypedArray> {
  return ndarray(toArray(arr, "toNdarray"), [...arr.shape], rowMajorStrides(arr.shape), 0);
}

/** The one element as a number. @throws ShapeError unless there is exactly one; TracerError while tracing */
export function item(arr: Arr): number {
  const host = requireHost(arr, "item");
  if (arr.size !== 1) {
    throw new ShapeError({
      where: "item",
      expected: "an array of one element",
      received: describeType(arr),
      hint: "Index it first, as in x.slice(0), or take all elements with toArray().",
    });
  }
  return host.data[host.offset]!;
}

/** What `x < 1`, `x + 1` and `Number(x)` see: the number of a scalar, and otherwise an error that names the function to use. */
export function toNumberImplicitly(arr: Arr): number {
  if (hostOf(arr) === undefined) {
    const problem = `a JavaScript operator such as +, < or == was applied to a traced ${describeType(arr)}, whose value is not known`;
    throw unknownValueError({ problem, ended: traceOf(arr)?.ended === true });
  }
  if (arr.rank !== 0) {
    throw new ShapeError({
      problem: `a JavaScript operator such as +, < or == was applied to an array ${describeType(arr)}`,
      hint: "Use add, less, equal and their kin, which work elementwise; String(x) gives text.",
    });
  }
  return item(arr);
}
