/** Generalised Cauchy point: the first minimiser of the quadratic model along the projected steepest-descent path. */
import type { Box } from "../../problem/box.ts";
import { dot } from "../../linear-algebra/vectors.ts";
import { type CompactMatrix, rowOf, timesColumns, timesMiddle } from "./compact-matrix.ts";

/** Where the path's first minimum lies. */
export interface CauchyPoint {
  /** The point, inside the box. */
  readonly point: Float64Array;
  /** The coordinates that the path left free: those it has not run into a bound. */
  readonly free: readonly number[];
  /** Wᵀ (point - x), which the subspace step needs. */
  readonly reach: Float64Array;
}

/**
 * Follows the path P(x - t g), bent at every bound it meets, to the first local minimum of gᵀd + ½ dᵀB d.
 *
 * @see Byrd, Lu, Nocedal & Zhu (1995), A limited memory algorithm for bound constrained optimization, section 4
 */
export function cauchyPoint(x: Float64Array, gradient: Float64Array, box: Box, matrix: CompactMatrix): CauchyPoint {
  const n = x.length;
  const { theta } = matrix;
  // Coordinate i meets its bound at t = meets[i].
  const meets = gradient.map((slope, i) => {
    if (slope < 0) return (x[i]! - box.upper[i]!) / slope;
    if (slope > 0) return (x[i]! - box.lower[i]!) / slope;
    return Number.POSITIVE_INFINITY;
  });
  const point = x.slice();
  const direction = gradient.map((slope, i) => (meets[i]! > 0 ? -slope : 0));
  const queue = Array.from(meets.keys()).filter((i) => meets[i]! > 0 && meets[i]! < Number.POSITIVE_INFINITY);
  queue.sort((i, j) => meets[i]! - meets[j]! || i - j);

  let p = timesColumns(matrix, direction);
  let reach = new Float64Array(p.length);
  // Slope and curvature of the model along the current piece.
  let slope = -dot(direction, direction);
  const firstCurvature = -theta * slope - dot(p, timesMiddle(matrix, p));
  let curvature = firstCurvature;
  let travelled = 0;
  const stopped = new Set<number>();
  for (const i of queue) {
    if (slope >= 0) break;
    const piece = meets[i]! - travelled;
    if (-slope / curvature < piece) break;
    // Coordinate i stops at its bound; slope and curvature go on without it.
    const own = gradient[i]!;
    point[i] = own > 0 ? box.lower[i]! : box.upper[i]!;
    const moved = point[i] - x[i]!;
    reach = reach.map((value, k) => value + piece * p[k]!);
    const row = rowOf(matrix, i);
    const middleRow = timesMiddle(matrix, row);
    slope += piece * curvature + own * own + theta * own * moved - own * dot(middleRow, reach);
    curvature -= theta * own * own + 2 * own * dot(middleRow, p) + own * own * dot(middleRow, row);
    // Rounding must not turn a convex model concave.
    curvature = Math.max(curvature, Number.EPSILON * firstCurvature);
    p = p.map((value, k) => value + own * row[k]!);
    direction[i] = 0;
    travelled = meets[i]!;
    stopped.add(i);
  }
  const free: number[] = [];
  const rest = slope < 0 && curvature > 0 ? -slope / curvature : 0;
  for (let i = 0; i < n; i++) {
    if (stopped.has(i) || !(meets[i]! > 0)) continue;
    point[i] = Math.min(Math.max(x[i]! + (travelled + rest) * direction[i]!, box.lower[i]!), box.upper[i]!);
    free.push(i);
  }
  return { point, free, reach: reach.map((value, k) => value + rest * p[k]!) };
}
