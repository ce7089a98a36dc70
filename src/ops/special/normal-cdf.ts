/** The cumulative function of the standard normal distribution and its logarithm. */

import type { Arr } from "../../array/arr.ts";
import type { ArrLike } from "../../array/arr-like.ts";
import { add, div, mul, neg, sub } from "../elementwise/arithmetic.ts";
import { where } from "../elementwise/choice.ts";
import { greater, less } from "../elementwise/comparison.ts";
import { erfc } from "./error-functions.ts";
import { log, log1p } from "../elementwise/exponential.ts";
import { square } from "../elementwise/powers.ts";

/**
 * Probability Φ(x) that a standard normal variate is below x, with full relative accuracy in its lower tail. Elementwise; the shape of
 * x, dimensionless.
 *
 * @example
 * ```ts
 * import { special } from "fluxion";
 * console.log(special.normalCdf(-10).item()); // 7.619853024160527e-24
 * ```
 * @see Abramowitz & Stegun 26.2.3
 */
export function normalCdf(x: ArrLike): Arr {
  return mul(0.5, erfc(mul(x, -Math.SQRT1_2)));
}

/** Below this the asymptotic series of the tail, to ten terms, is exact to rounding. */
const TAIL = -20;

/** (−1)^k (2k − 1)!!: the series of x Φ(x) / φ(x) in 1 / x², DLMF 7.12.1. */
const TAIL_TERMS = [-1, 3, -15, 105, -945, 10395, -135135, 2027025, -34459425, 654729075];

const HALF_LOG_TWO_PI = 0.9189385332046728;

/**
 * log Φ(x), the logarithm of `normalCdf`, finite and exact to rounding in both tails, as is its slope φ/Φ. Elementwise; the shape of x,
 * dimensionless.
 *
 * @example
 * ```ts
 * import { special } from "fluxion";
 * console.log(special.logNormalCdf(-1000).item().toFixed(6)); // → -500007.826695
 * ```
 * @see Abramowitz & Stegun 26.2.12
 */
export function logNormalCdf(x: ArrLike): Arr {
  const isTail = less(x, TAIL);
  const isUpper = greater(x, 0);
  const tail = where(isTail, x, TAIL);
  const inverseSquare = div(1, square(tail));
  const series = TAIL_TERMS.reduceRight<ArrLike>((sum, term) => mul(inverseSquare, add(term, sum)), 0);
  const inTail = add(sub(sub(mul(-0.5, square(tail)), HALF_LOG_TWO_PI), log(neg(tail))), log1p(series));
  const middle = log(normalCdf(where(isUpper, 0, where(isTail, TAIL, x))));
  const upper = log1p(neg(normalCdf(neg(where(isUpper, x, 0)))));
  return where(isTail, inTail, where(isUpper, upper, middle));
}
