/** Densities that are −∞ outside of their support, with derivatives of 0 there. */

import type { Arr, ArrLike } from "../array/index.ts";
import { equal, floor, greaterEqual, isNaN, lessEqual, logicalAnd, where } from "../ops/index.ts";

/**
 * `density` of x where it is inside, −∞ elsewhere, NaN at NaN. Elements outside are replaced by `interior` before the density sees
 * them, so that no derivative of theirs meets the others.
 */
export function onSupport(x: ArrLike, inside: Arr, interior: ArrLike, density: (x: Arr) => Arr): Arr {
  return where(inside, density(where(inside, x, interior)), where(isNaN(x), NaN, -Infinity));
}

/** lower ≤ x ≤ upper. */
export function between(x: ArrLike, lower: ArrLike, upper: ArrLike): Arr {
  return logicalAnd(greaterEqual(x, lower), lessEqual(x, upper));
}

/** A whole number from lower to upper. */
export function wholeBetween(x: ArrLike, lower: ArrLike, upper: ArrLike): Arr {
  return logicalAnd(equal(floor(x), x), between(x, lower, upper));
}

/** `cumulative` between the bounds, 0 below them and 1 above. */
export function cumulativeBetween(
  x: ArrLike,
  lower: ArrLike,
  upper: ArrLike,
  cumulative: (x: Arr) => Arr,
  interior: ArrLike,
): Arr {
  const inside = between(x, lower, upper);
  const outside = where(isNaN(x), NaN, where(greaterEqual(x, upper), 1, 0));
  return where(inside, cumulative(where(inside, x, interior)), outside);
}
