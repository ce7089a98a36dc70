/** Shape: reshape, transpose, broadcast, flip. The values stay; only where they are found changes. */

import ndarray from "ndarray";
import { type Arr, rowMajorData } from "../../array/arr.ts";
import { rowMajorStrides, type Shape, sizeOf } from "../../array/shape.ts";
import { AxisError, describeShape, describeType, ShapeError } from "../../errors/index.ts";
import { bindOne } from "../../program/bind.ts";
import { reshapeTo, transposeTo } from "../../ops/movement/broadcast.ts";
import { movement } from "./family.ts";
import type { Primitive } from "../../program/primitive.ts";
import { reduceSum } from "../reduction/reductions.ts";

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
    return axes.length === 0 ? (ct as Arr) : reshapeTo(bindOne(reduceSum, [ct], { axes }), type.shape);
  },
  batched: ({ shape }, size) => ({ shape: [size, ...shape] }),
  check: { shape: [2, 1, 3], attributes: [{ shape: [2, 4, 3] }, { shape: [2, 1, 3] }] },
});

function repeatedAxes(from: Shape, to: Shape): number[] {
  return to.map((_, axis) => axis).filter((axis) => from[axis] !== to[axis]);
}

/** Reverses the order along axes. */
export const flip: Primitive<AxesAttributes> = movement<AxesAttributes>("flip", {
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
  back: (ct, _type, attributes) => bindOne(flip, [ct], attributes),
  batched: ({ axes }) => ({ axes: axes.map((axis) => axis + 1) }),
  check: { shape: [2, 3], attributes: [{ axes: [1] }, { axes: [0, 1] }] },
});
