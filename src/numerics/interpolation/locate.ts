/** locate: which interval of an ascending grid holds a point. */

import { type Arr, zeros } from "../../array/index.ts";
import { add, cast, less, lessEqual, logicalAnd, minimum, stopGradient, take, where } from "../../ops/index.ts";

/**
 * For each point the largest i <= last with grid[i] <= point, or 0: the interval it lies in, or the nearest one. By halving:
 * log2(n) steps, all points at once. Without derivative. A point that is NaN is in interval 0.
 *
 * @param grid    shape [n], ascending, not necessarily strictly
 * @param points  any shape
 * @param last    the largest index to return; n - 2, the last interval, unless given
 * @returns       i32, shape of the points
 */
export function locate(grid: Arr, points: Arr, last = grid.size - 2): Arr {
  const [knots, targets] = [stopGradient(grid), stopGradient(points)];
  let index = cast(zeros(points.shape), "i32");
  for (let step = 2 ** Math.floor(Math.log2(Math.max(last, 1))); step >= 1; step /= 2) {
    const ahead = add(index, step);
    const reached = lessEqual(take(knots, minimum(ahead, last)), targets);
    index = where(logicalAnd(less(ahead, last + 1), reached), ahead, index);
  }
  return index;
}
