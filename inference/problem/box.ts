/** Box: lower and upper bounds of a vector, and what follows from them. */

import type { Box } from "../../src/internal.ts";

export type { Box };

/** A box without bounds. */
export function unbounded(size: number): Box {
  return {
    lower: new Float64Array(size).fill(Number.NEGATIVE_INFINITY),
    upper: new Float64Array(size).fill(Number.POSITIVE_INFINITY),
  };
}

/** True for a point of the box. */
export function contains({ lower, upper }: Box, x: Float64Array): boolean {
  for (let i = 0; i < x.length; i++) if (!(x[i]! >= lower[i]! && x[i]! <= upper[i]!)) return false;
  return true;
}

/** How many coordinates of a point lie on a bound. */
export function countOnBounds(x: Float64Array, { lower, upper }: Box): number {
  let count = 0;
  for (let i = 0; i < x.length; i++) if (x[i] === lower[i] || x[i] === upper[i]) count++;
  return count;
}

/** The nearest point in the box. */
export function project(x: Float64Array, { lower, upper }: Box): Float64Array {
  const inside = new Float64Array(x.length);
  for (let i = 0; i < x.length; i++) inside[i] = Math.min(Math.max(x[i]!, lower[i]!), upper[i]!);
  return inside;
}

/**
 * The gradient with every component left out that only pushes against a bound the point lies on. It vanishes exactly at
 * the points that satisfy the first-order (Karush-Kuhn-Tucker) conditions of minimising over the box.
 */
export function projectedGradient(x: Float64Array, gradient: Float64Array, { lower, upper }: Box): Float64Array {
  const projected = new Float64Array(x.length);
  for (let i = 0; i < x.length; i++) {
    const slope = gradient[i]!;
    const isHeld = (slope > 0 && x[i]! <= lower[i]!) || (slope < 0 && x[i]! >= upper[i]!);
    projected[i] = isHeld ? 0 : slope;
  }
  return projected;
}

/**
 * The point x + a d, kept in the box. A component that rounding leaves within a few units in the last place of the bound
 * it was heading for is put on it, so that "on the bound" can be asked with `===` afterwards.
 */
export function stepWithin(x: Float64Array, a: number, d: Float64Array, { lower, upper }: Box): Float64Array {
  const to = new Float64Array(x.length);
  for (let i = 0; i < x.length; i++) {
    const moved = x[i]! + a * d[i]!;
    if (d[i]! < 0) to[i] = isAt(moved, lower[i]!, x[i]!) ? lower[i]! : Math.max(moved, lower[i]!);
    else if (d[i]! > 0) to[i] = isAt(moved, upper[i]!, x[i]!) ? upper[i]! : Math.min(moved, upper[i]!);
    else to[i] = x[i]!;
  }
  return to;
}

/** True when a step from `from` has come to the bound, but for rounding. */
function isAt(moved: number, bound: number, from: number): boolean {
  return (
    Number.isFinite(bound) && Math.abs(moved - bound) <= 4 * Number.EPSILON * Math.max(Math.abs(bound), Math.abs(from))
  );
}

/** The longest a for which x + a d is in the box; infinite when no bound lies ahead. */
export function longestStep(x: Float64Array, d: Float64Array, { lower, upper }: Box): number {
  let longest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < x.length; i++) {
    const bound = d[i]! < 0 ? lower[i]! : upper[i]!;
    if (d[i] !== 0) longest = Math.min(longest, (bound - x[i]!) / d[i]!);
  }
  return longest;
}
