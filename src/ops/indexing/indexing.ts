/** Indexing: parts of arrays by positions and ranges that are numbers. */

import type { Arr } from "../../array/arr.ts";
import type { ArrLike } from "../../array/arr-like.ts";
import { type BasicIndex, planBasicIndex } from "../../array/basic-index.ts";
import { sameShape } from "../../array/shape.ts";
import { slice as slicePrimitive } from "../../primitives/movement/parts.ts";
import { flip as flipPrimitive } from "../../primitives/movement/shape.ts";
import { bindOne } from "../../program/bind.ts";
import { reshapeTo } from "../../primitives/movement/shape.ts";
import { operandOf } from "../operands.ts";

/**
 * NumPy's basic indexing: a number picks a position and drops the axis, `[start, stop, step]` takes a range, null a whole axis,
 * "..." all axes in between, `newAxis` inserts one. Concrete arrays share memory with the result.
 *
 * @example
 * ```ts
 * import { array, slice } from "fluxion";
 * const x = array([[1, 2, 3], [4, 5, 6]]);
 * console.log(slice(x, null, -1).toNested()); // → [ 3, 6 ]
 * console.log(slice(x, 0, [null, null, -1]).toNested()); // → [ 3, 2, 1 ]
 * ```
 * @throws IndexError naming the axis when a position is out of range, a step is zero, or there are too many indices
 */
export function slice(x: ArrLike, ...indices: readonly BasicIndex[]): Arr {
  const arr = operandOf("slice", x);
  const { starts, limits, strides, flips, sliced, shape } = planBasicIndex(arr.shape, indices);
  const whole = sameShape(sliced, arr.shape);
  const part = whole ? arr : bindOne(slicePrimitive, [arr], { starts, limits, strides });
  const turned = flips.length === 0 ? part : bindOne(flipPrimitive, [part], { axes: flips });
  return reshapeTo(turned, shape);
}
