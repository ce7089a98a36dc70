/** Generalised Cauchy point: the first minimiser of the quadratic model along the projected steepest-descent path. */
import type { Box } from "../../problem/box.ts";
import { dot } from "../../linear-algebra/vectors.ts";
import { type CompactMatrix, rowOf, timesColumns, timesMiddle } from "./compact-matrix.ts";

/** Where the path's first minimum lies. */
export interface CauchyPoint {
  /** The point, inside the box. */
  readonly point: Float64Array;
  /** One for the coordinates that the path left free: those it has not run into a bound. */
  readonly isFree: Uint8Array;
  /** How many they are. */
  readonly free: number;
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
  const meets = new Float64Array(n);
  const point = x.slice();
  const direction = new Float64Array(n);
  const isFree = new Uint8Array(n);
  const heap = new Int32Array(n);
  let waiting = 0;
  for (let i = 0; i < n; i++) {
    const slope = gradient[i]!;
    const bound = slope < 0 ? box.upper[i]! : box.lower[i]!;
    const at = slope === 0 ? Number.POSITIVE_INFINITY : (x[i]! - bound) / slope;
    meets[i] = at;
    if (!(at > 0)) continue;
    direction[i] = -slope;
    isFree[i] = 1;
    if (at < Number.POSITIVE_INFINITY) heap[waiting++] = i;
  }
  // Only the bounds on the way are needed in order, which are few: a heap finds them without sorting the rest.
  for (let k = (waiting >> 1) - 1; k >= 0; k--) sink(heap, k, waiting, meets);

  const p = timesColumns(matrix, direction);
  const size = p.length;
  const reach = new Float64Array(size);
  const [row, middleRow] = [new Float64Array(size), new Float64Array(size)];
  // Slope and curvature of the model along the current piece.
  let slope = -dot(direction, direction);
  const firstCurvature = -theta * slope - dot(p, timesMiddle(matrix, p));
  let curvature = firstCurvature;
  let travelled = 0;
  while (waiting > 0 && slope < 0) {
    const i = heap[0]!;
    const piece = meets[i]! - travelled;
    if (-slope / curvature < piece) break;
    heap[0] = heap[--waiting]!;
    sink(heap, 0, waiting, meets);
    // Coordinate i stops at its bound; slope and curvature go on without it.
    const own = gradient[i]!;
    point[i] = own > 0 ? box.lower[i]! : box.upper[i]!;
    const moved = point[i] - x[i]!;
    for (let k = 0; k < size; k++) reach[k] = reach[k]! + piece * p[k]!;
    timesMiddle(matrix, rowOf(matrix, i, row), middleRow);
    slope += piece * curvature + own * own + theta * own * moved - own * dot(middleRow, reach);
    curvature -= theta * own * own + 2 * own * dot(middleRow, p) + own * own * dot(middleRow, row);
    // Rounding must not turn a convex model concave.
    curvature = Math.max(curvature, Number.EPSILON * firstCurvature);
    for (let k = 0; k < size; k++) p[k] = p[k]! + own * row[k]!;
    direction[i] = 0;
    travelled = meets[i]!;
    isFree[i] = 0;
  }
  const rest = slope < 0 && curvature > 0 ? -slope / curvature : 0;
  let free = 0;
  for (let i = 0; i < n; i++) {
    if (isFree[i] === 0) continue;
    point[i] = Math.min(Math.max(x[i]! + (travelled + rest) * direction[i]!, box.lower[i]!), box.upper[i]!);
    free++;
  }
  for (let k = 0; k < size; k++) reach[k] = reach[k]! + rest * p[k]!;
  return { point, isFree, free, reach };
}

/** Lets the entry at a place of a heap sink to where it belongs: the nearest bound comes first, of equal ones the first. */
function sink(heap: Int32Array, place: number, size: number, meets: Float64Array): void {
  const moving = heap[place]!;
  let hole = place;
  for (;;) {
    let child = 2 * hole + 1;
    if (child >= size) break;
    if (child + 1 < size && isBefore(heap[child + 1]!, heap[child]!, meets)) child++;
    if (!isBefore(heap[child]!, moving, meets)) break;
    heap[hole] = heap[child]!;
    hole = child;
  }
  heap[hole] = moving;
}

function isBefore(a: number, b: number, meets: Float64Array): boolean {
  return meets[a]! < meets[b]! || (meets[a] === meets[b] && a < b);
}
