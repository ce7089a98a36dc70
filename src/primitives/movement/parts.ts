/** Parts of arrays: slice takes one out, pad puts one into zeros, concatenate joins several. */

import { perElement } from "../work.ts";
import ndarray from "ndarray";
import type { Arr } from "../../array/arr.ts";
import { copyStrided, type HostArray } from "../../array/host-array.ts";
import { allocate } from "../../array/dtype.ts";
import { type ArrayType, rowMajorStrides, sameShape, type Shape } from "../../array/shape.ts";
import { AxisError, describeShape, describeType, IndexError, ShapeError } from "../../errors/index.ts";
import { broadcast } from "./shape.ts";
import { zerosOf } from "../../array/zeros.ts";
import { bind, bindOne } from "../../program/bind.ts";
import { rule, transposeRule, typeOf, uniform } from "../../program/derivative.ts";
import { movement, type MovementPrimitive } from "./family.ts";
import type { Primitive, Value } from "../../program/primitive.ts";

export type SliceAttributes = Readonly<{
  starts: readonly number[];
  limits: readonly number[];
  strides: readonly number[];
}>;

/** Elements start, start + stride, … below limit, on every axis; strides are positive. */
export const slice: MovementPrimitive<SliceAttributes> = movement<SliceAttributes>("slice", {
  outputShape: (x, { starts, limits, strides }) =>
    x.shape.map((length, axis) => {
      const start = starts[axis] ?? NaN;
      const limit = limits[axis] ?? NaN;
      const stride = strides[axis] ?? NaN;
      if (!(start >= 0 && limit >= start && limit <= length && stride >= 1)) {
        throw new IndexError({
          where: "slice",
          expected: `0 <= start <= limit <= ${length} and stride >= 1 on axis ${axis} of ${describeType(x)}`,
          received: `start ${start}, limit ${limit}, stride ${stride}`,
        });
      }
      return Math.ceil((limit - start) / stride);
    }),
  reference: (x, { starts, limits, strides }) =>
    ndarray(
      x.data,
      x.shape.map((_, axis) => Math.ceil((limits[axis]! - starts[axis]!) / strides[axis]!)),
      x.stride.map((step, axis) => step * strides[axis]!),
      x.offset + starts.reduce((sum, start, axis) => sum + start * x.stride[axis]!, 0),
    ),
  back: (ct, type, { starts, strides }) => {
    const { shape } = ct as Arr;
    const interior = strides.map((stride) => stride - 1);
    const high = type.shape.map((length, axis) => {
      const covered = shape[axis] === 0 ? 0 : (shape[axis]! - 1) * strides[axis]! + 1;
      return length - starts[axis]! - covered;
    });
    return pad(ct as Arr, { low: starts, high, interior });
  },
  batched: ({ starts, limits, strides }, size) => ({
    starts: [0, ...starts],
    limits: [size, ...limits],
    strides: [1, ...strides],
  }),
  work: 0,
  check: {
    shape: [4, 5],
    attributes: [
      { starts: [1, 0], limits: [3, 5], strides: [1, 2] },
      { starts: [0, 1], limits: [4, 4], strides: [3, 1] },
    ],
  },
});

export type PadAttributes = Readonly<{
  low: readonly number[];
  high: readonly number[];
  interior: readonly number[];
}>;

function paddedShape(shape: Shape, { low, high, interior }: PadAttributes): number[] {
  return shape.map((length, axis) => low[axis]! + high[axis]! + length + Math.max(0, length - 1) * interior[axis]!);
}

/** Zeros before (low), after (high) and between (interior) the elements of every axis. */
export const pad: MovementPrimitive<PadAttributes> = movement<PadAttributes>("pad", {
  outputShape: (x, attributes) => {
    const { low, high, interior } = attributes;
    for (const widths of [low, high, interior]) {
      if (widths.length !== x.shape.length || widths.some((width) => !(width >= 0))) {
        throw new ShapeError({
          where: "pad",
          expected: `a width of at least 0 for each axis of ${describeType(x)}`,
          received: describeShape(widths),
        });
      }
    }
    return paddedShape(x.shape, attributes);
  },
  reference: (x, attributes, dtype) => {
    const shape = paddedShape(x.shape, attributes);
    const out = allocate(dtype, shape);
    const strides = rowMajorStrides(shape);
    const target = ndarray(
      out,
      x.shape.slice(),
      strides.map((stride, axis) => stride * (attributes.interior[axis]! + 1)),
      attributes.low.reduce((sum, low, axis) => sum + low * strides[axis]!, 0),
    );
    assign(target, x);
    return ndarray(out, shape, strides, 0);
  },
  back: (ct, type, { low, interior }) =>
    slice(ct as Arr, {
      starts: low,
      limits: type.shape.map((length, axis) =>
        length === 0 ? low[axis]! : low[axis]! + (length - 1) * (interior[axis]! + 1) + 1,
      ),
      strides: interior.map((width) => width + 1),
    }),
  batched: ({ low, high, interior }) => ({ low: [0, ...low], high: [0, ...high], interior: [0, ...interior] }),
  work: 1,
  check: { shape: [2, 3], attributes: [{ low: [1, 0], high: [0, 2], interior: [1, 0] }] },
});

/** Writes the elements of `from` to the places of `to`, of the same shape. */
function assign(to: HostArray, from: HostArray): void {
  const values = allocate("f64", from.shape);
  copyStrided(from, values, 0);
  const index = new Array<number>(to.shape.length).fill(0);
  for (const value of values) {
    to.data[index.reduce((sum, i, axis) => sum + i * to.stride[axis]!, to.offset)] = value;
    for (let axis = index.length - 1; axis >= 0; axis--) {
      index[axis]! += 1;
      if (index[axis]! < to.shape[axis]!) break;
      index[axis] = 0;
    }
  }
}

export type ConcatenateAttributes = Readonly<{ axis: number }>;

/** Joins arrays along an axis; all other lengths agree. */
export const concatenate: Primitive<ConcatenateAttributes> = {
  name: "concatenate",
  outputTypes(operands, { axis }) {
    const [first] = operands;
    if (first?.shape[axis] === undefined) {
      throw new AxisError({
        where: "concat",
        expected: first === undefined ? "at least one array" : `an axis of ${describeType(first)}`,
        received: first === undefined ? "none" : String(axis),
      });
    }
    let length = 0;
    for (const operand of operands) {
      const others = (shape: Shape): number[] => shape.filter((_, each) => each !== axis);
      if (
        operand.shape.length !== first.shape.length ||
        !sameShape(others(operand.shape), others(first.shape)) ||
        operand.dtype !== first.dtype
      ) {
        throw new ShapeError({
          where: "concat",
          expected: `arrays that agree but for axis ${axis}`,
          received: operands.map(describeType).join(", "),
        });
      }
      length += operand.shape[axis]!;
    }
    return [{ shape: first.shape.map((each, i) => (i === axis ? length : each)), dtype: first.dtype }];
  },
  reference(operands, attributes, types) {
    const [type] = this.outputTypes(types, attributes);
    const { shape, dtype } = type!;
    const out = allocate(dtype, shape);
    const strides = rowMajorStrides(shape);
    let start = 0;
    for (const operand of operands) {
      assign(ndarray(out, operand.shape.slice(), strides, start * strides[attributes.axis]!), operand);
      start += operand.shape[attributes.axis]!;
    }
    return [ndarray(out, shape.slice(), strides, 0)];
  },
  derivative: rule((operands, tangents, { attributes }) => [
    bindOne(
      concatenate,
      tangents.map((tangent, i) => tangent ?? zerosOf(operands[i] as Arr)),
      attributes,
    ),
  ]),
  transposition: transposeRule(([ct], operands, { axis }) => {
    const whole = ct!;
    let start = 0;
    return operands.map((operand) => {
      const type: ArrayType = typeOf(operand);
      const end = start + type.shape[axis]!;
      const starts = whole.shape.map((_, each) => (each === axis ? start : 0));
      const limits = whole.shape.map((length, each) => (each === axis ? end : length));
      start = end;
      if (operand.kind === "known") return null;
      return slice(whole, { starts, limits, strides: whole.shape.map(() => 1) });
    });
  }),
  batch(operands, mapped, { axis }, size) {
    const full = operands.map((operand, i): Value => {
      const arr = operand as Arr;
      return mapped[i] === true ? arr : broadcast(arr, [size, ...arr.shape]);
    });
    return { outputs: bind(concatenate, full, { axis: axis + 1 }), mapped: [true] };
  },
  family: "movement",
  work: perElement(1),
  commutes: false,
  programs: { kind: "none" },
  fault: {},
  check: () => [
    { label: "axis 0", operands: [uniform(-2, 2, [2, 3]), uniform(-2, 2, [1, 3])], attributes: { axis: 0 }, order: 2 },
    { label: "axis 1", operands: [uniform(-2, 2, [2, 1]), uniform(-2, 2, [2, 3])], attributes: { axis: 1 }, order: 2 },
  ],
};

/** Positions from `start` up to `limit` of an axis. */
export function partOf(arr: Arr, axis: number, start: number, limit: number): Arr {
  if (start === 0 && limit === arr.shape[axis]) return arr;
  return slice(arr, {
    starts: arr.shape.map((_, each) => (each === axis ? start : 0)),
    limits: arr.shape.map((length, each) => (each === axis ? limit : length)),
    strides: arr.shape.map(() => 1),
  });
}

/** Arrays of one type joined along an axis. */
export function joined(arrays: readonly Arr[], axis: number): Arr {
  return bindOne(concatenate, arrays, { axis });
}
