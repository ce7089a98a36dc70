/** Distributions of whole numbers from 0 on: what they have in common. */

import { type Arr, type ArrLike } from "../../array/index.ts";
import { add, floor, greaterEqual, isNaN, less, mul, sqrt, where } from "../../ops/index.ts";
import { wholeQuantile } from "../../numerics/inverse-cumulative.ts";

/** `cumulative` of the whole part of x, 0 below 0 and 1 from `upper` on. */
export function stepwise(x: ArrLike, upper: ArrLike, cumulative: (k: Arr) => Arr): Arr {
  const k = floor(x);
  const isLow = less(k, 0);
  const isHigh = greaterEqual(k, upper);
  const inside = cumulative(where(isLow, 0, where(isHigh, 0, where(isNaN(k), 0, k))));
  return where(isNaN(k), NaN, where(isHigh, 1, where(isLow, 0, inside)));
}

/** Standard deviations above the mean beyond which the probability is below 1e-17 in a tail that falls exponentially. */
const FAR = 50;

/** The quantile of a distribution without an upper end whose tail falls exponentially; ∞ at p = 1. */
export function unboundedQuantile(p: ArrLike, mean: Arr, variance: Arr, cumulative: (k: Arr) => Arr): Arr {
  const isOne = greaterEqual(p, 1);
  const upper = add(add(mean, mul(FAR, sqrt(variance))), FAR);
  return where(isOne, Infinity, wholeQuantile(where(isOne, 0.5, p), upper, cumulative));
}
