/** Broadcasting: repeating an array along new or length-1 axes, without copying. */

import type { ArrLike } from "../../array/arr-like.ts";
import type { Arr } from "../../array/arr.ts";
import { requireShape } from "../../array/requirements.ts";
import { broadcastShapes, sameShape, type Shape } from "../../array/shape.ts";
import { describeShape, ShapeError } from "../../errors/index.ts";
import {
  broadcastTo as broadcastPrimitive,
  reshape as reshapePrimitive,
  transpose as transposePrimitive,
} from "../../primitives/movement/shape.ts";
import { bindOne } from "../../program/bind.ts";
import { operandOf } from "../operands.ts";

/**
 * Repeats `x` to `shape` under NumPy's rule: axes align from the last; a missing or length-1 axis repeats.
 *
 * @param x      any shape that broadcasts to `shape`
 * @param shape  the result's shape
 * @returns      an array of that shape; a view where values are known
 * @throws       ShapeError when `x` does not broadcast to `shape`
 */
export function broadcastTo(x: ArrLike, shape: Shape): Arr {
  const arr = operandOf("broadcastTo", x);
  if (sameShape(arr.shape, shape)) return arr;
  requireShape(shape, "broadcastTo");
  const common = broadcastShapes(arr.shape, shape);
  if (common === undefined || !sameShape(common, shape)) {
    throw new ShapeError({
      where: "broadcastTo",
      expected: `a shape that broadcasts to ${describeShape(shape)}`,
      received: describeShape(arr.shape),
      hint: "Axes align from the last; insert one with expandDims.",
    });
  }
  const rank = shape.length;
  const aligned =
    arr.rank === rank ? arr : reshapeTo(arr, [...new Array<number>(rank - arr.rank).fill(1), ...arr.shape]);
  return sameShape(aligned.shape, shape) ? aligned : bindOne(broadcastPrimitive, [aligned], { shape: [...shape] });
}

/** The same elements in row-major order under another shape of equal size. */
export function reshapeTo(x: Arr, shape: Shape): Arr {
  return sameShape(x.shape, shape) ? x : bindOne(reshapePrimitive, [x], { shape: [...shape] });
}

/** Axes in the order of `permutation`. */
export function transposeTo(x: Arr, permutation: readonly number[]): Arr {
  return permutation.every((axis, i) => axis === i) ? x : bindOne(transposePrimitive, [x], { permutation });
}
