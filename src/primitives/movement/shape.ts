/** Shape: reshape, transpose, broadcast, flip, and the sum, which is what broadcasting is transposed to. */

import ndarray from "ndarray";
import type { Arr } from "../../array/arr.ts";
import { rowMajorData } from "../../array/host-array.ts";
import { rowMajorStrides, sameShape, type Shape, sizeOf } from "../../array/shape.ts";
import { AxisError, describeShape, describeType, ShapeError } from "../../errors/index.ts";
import { linearInFirst, transposeOfLinear } from "../../program/derivative.ts";
import { infinities, overflow } from "../advice.ts";
import { movement, type MovementPrimitive } from "./family.ts";
import type { Value } from "../../program/primitive.ts";
import { keptShape, reduction, type ReductionPrimitive } from "../reduction/family.ts";

type AxesAttributes = Readonly<{ axes: readonly number[] }>;
type ToShape = Readonly<{ shape: readonly number[] }>;

export const reshape = movement<ToShape>("reshape", {
  outputShape: (x, { shape }) => {
    if (sizeOf(x.shape) !== sizeOf(shape)) {
      throw new ShapeError({
        where: "reshape",
        expected: `a shape of ${sizeOf(x.shape)} elements, as ${describeShape(x.shape)} has`,
        received: describeShape(shape),
        hint: "Give one axis as -1 to have its length computed.",
      });
    }
    return shape;
  },
  reference: (x, { shape }, dtype) => ndarray(rowMajorData(x, dtype), shape.slice(), rowMajorStrides(shape), 0),
  back: (ct, type) => reshapeTo(ct as Arr, type.shape),
  batched: ({ shape }, size) => ({ shape: [size, ...shape] }),
  work: 0,
  check: { shape: [2, 3], attributes: [{ shape: [6] }, { shape: [3, 1, 2] }] },
});

export const transpose = movement<Readonly<{ permutation: readonly number[] }>>("transpose", {
  outputShape: (x, { permutation }) => {
    const seen = new Set(permutation);
    if (
      seen.size !== x.shape.length ||
      permutation.length !== x.shape.length ||
      permutation.some((axis) => x.shape[axis] === undefined)
    ) {
      throw new AxisError({
        where: "transpose",
        expected: `each of the ${x.shape.length} axes of ${describeType(x)} once`,
        received: describeShape(permutation),
      });
    }
    return permutation.map((axis) => x.shape[axis]!);
  },
  reference: (x, { permutation }) => x.transpose(...permutation),
  back: (ct, _type, { permutation }) => {
    const inverse = new Array<number>(permutation.length);
    permutation.forEach((axis, i) => (inverse[axis] = i));
    return transposeTo(ct as Arr, inverse);
  },
  batched: ({ permutation }) => ({ permutation: [0, ...permutation.map((axis) => axis + 1)] }),
  work: 0,
  check: { shape: [2, 3, 2], attributes: [{ permutation: [2, 0, 1] }, { permutation: [1, 0, 2] }] },
});

/** Repeats axes of length 1; the rank stays. */
export const broadcastTo = movement<ToShape>("broadcastTo", {
  outputShape: (x, { shape }) => {
    const fits =
      x.shape.length === shape.length && shape.every((length, axis) => x.shape[axis] === length || x.shape[axis] === 1);
    if (!fits) {
      throw new ShapeError({ where: "broadcastTo", expected: describeShape(shape), received: describeShape(x.shape) });
    }
    return shape;
  },
  reference: (x, { shape }) =>
    ndarray(
      x.data,
      shape.slice(),
      shape.map((length, axis) => (x.shape[axis] === length ? x.stride[axis]! : 0)),
      x.offset,
    ),
  back: (ct, type, { shape }) => {
    const axes = repeatedAxes(type.shape, shape);
    return axes.length === 0 ? (ct as Arr) : reshapeTo(reduceSum(ct as Arr, { axes }), type.shape);
  },
  batched: ({ shape }, size) => ({ shape: [size, ...shape] }),
  work: 0,
  check: { shape: [2, 1, 3], attributes: [{ shape: [2, 4, 3] }, { shape: [2, 1, 3] }] },
});

function repeatedAxes(from: Shape, to: Shape): number[] {
  return to.map((_, axis) => axis).filter((axis) => from[axis] !== to[axis]);
}

/** Reverses the order along axes. */
export const flip: MovementPrimitive<AxesAttributes> = movement<AxesAttributes>("flip", {
  outputShape: (x, { axes }) => {
    for (const axis of axes) {
      if (x.shape[axis] === undefined) {
        throw new AxisError({ where: "flip", expected: `axes of ${describeType(x)}`, received: String(axis) });
      }
    }
    return x.shape;
  },
  reference: (x, { axes }) => {
    const steps = x.shape.map((_, axis) => (axes.includes(axis) ? -1 : 1));
    return x.step(...steps);
  },
  back: (ct, _type, attributes) => flip(ct as Arr, attributes),
  batched: ({ axes }) => ({ axes: axes.map((axis) => axis + 1) }),
  work: 0,
  check: { shape: [2, 3], attributes: [{ axes: [1] }, { axes: [0, 1] }] },
});

export const reduceSum: ReductionPrimitive = reduction("reduceSum", "sum", {
  start: 0,
  combine: (sum, x) => sum + x,
  acceptsEmpty: true,
  fault: { nan: () => infinities, infinity: () => overflow },
  derivative: linearInFirst((dx, attributes) => reduceSum(dx as Arr, attributes)),
  transposition: transposeOfLinear((ct, { shape }, { axes }) => spread(ct, shape, axes)),
});

/** Repeats a reduced array back over the axes it was reduced along. */
export function spread(reduced: Value, shape: Shape, axes: readonly number[]): Arr {
  return broadcast(reshapeTo(reduced as Arr, keptShape(shape, axes)), shape);
}

/** The same elements in row-major order under another shape of equal size. */
export function reshapeTo(x: Arr, shape: Shape): Arr {
  return sameShape(x.shape, shape) ? x : reshape(x, { shape: [...shape] });
}

/** Axes in the order of `permutation`. */
export function transposeTo(x: Arr, permutation: readonly number[]): Arr {
  return permutation.every((axis, i) => axis === i) ? x : transpose(x, { permutation });
}

/** Repeats `x` to a shape that it broadcasts to: axes align from the last, a missing or length-1 axis repeats. */
export function broadcast(x: Arr, shape: Shape): Arr {
  const aligned = reshapeTo(x, [...new Array<number>(shape.length - x.rank).fill(1), ...x.shape]);
  return sameShape(aligned.shape, shape) ? aligned : broadcastTo(aligned, { shape: [...shape] });
}

/** An axis of length 1 before axis `axis`. */
export function withAxis(x: Arr, axis: number): Arr {
  return reshapeTo(x, [...x.shape.slice(0, axis), 1, ...x.shape.slice(axis)]);
}
