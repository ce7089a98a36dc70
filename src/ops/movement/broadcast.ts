/** Broadcasting: repeating an array along new or length-1 axes, without copying. */

import type { ArrLike } from "../../array/arr-like.ts";
import type { Arr } from "../../array/arr.ts";
import { requireShape } from "../../array/requirements.ts";
import { broadcastShapes, sameShape, type Shape } from "../../array/shape.ts";
import { describeShape, ShapeError } from "../../errors/index.ts";
import { broadcast } from "../../primitives/movement/shape.ts";
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
  if (Array.isArray(shape) && sameShape(arr.shape, shape)) return arr;
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
  return broadcast(arr, shape);
}
