/** locate: which interval of an ascending grid holds a point. */

import type { Arr } from "../../array/index.ts";
import { searchSorted, slice, stopGradient } from "../../ops/index.ts";

/**
 * For each point the largest i <= last with grid[i] <= point, or 0: the interval it lies in, or the nearest one. Without derivative.
 * A point that is NaN is in the last interval.
 *
 * @param grid    shape [n], ascending, not necessarily strictly
 * @param points  any shape
 * @param last    the largest index to return; n - 2, the last interval, unless given
 * @returns       i32, shape of the points
 */
export function locate(grid: Arr, points: Arr, last = grid.size - 2): Arr {
  // So many of grid[1], ..., grid[last] are at most the point.
  return searchSorted(stopGradient(slice(grid, [1, last + 1])), stopGradient(points), { side: "right" });
}
