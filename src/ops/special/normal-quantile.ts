/** The inverse of the cumulative function of the standard normal distribution. */

import type { Arr } from "../../array/arr.ts";
import type { ArrLike } from "../../array/arr-like.ts";
import { add, div, maximum, minimum, mul, neg, sub } from "../elementwise/arithmetic.ts";
import { where } from "../elementwise/choice.ts";
import { equal, greater, less } from "../elementwise/comparison.ts";
import { customJvp } from "../control/custom-jvp.ts";
import { erfInv } from "./error-functions.ts";
import { exp, log } from "../elementwise/exponential.ts";
import { operandOf } from "../operands.ts";
import { sqrt, square } from "../elementwise/powers.ts";
import { logNormalCdf } from "./normal-cdf.ts";

/** Above this the inverse error function has all digits. */
const MIDDLE = 0.05;
const SMALLEST = Number.MIN_VALUE;
const HALF_LOG_TWO_PI = 0.9189385332046728;
/** The steps double the digits: two from the start, all after five. */
const STEPS = 6;

/** The quantile of 0 < tail < MIDDLE: Newton's steps on log Φ, which is concave, so that they come from below. */
function inTail(tail: Arr): Arr {
  const target = log(tail);
  const twice = mul(-2, target);
  let x = neg(
    sqrt(maximum(sub(twice, log(mul(2 * Math.PI, maximum(sub(twice, log(mul(2 * Math.PI, twice))), 1)))), 1)),
  );
  for (let step = 0; step < STEPS; step++) {
    const logarithm = logNormalCdf(x);
    const slope = exp(sub(sub(mul(-0.5, square(x)), HALF_LOG_TWO_PI), logarithm));
    x = sub(x, div(sub(logarithm, target), slope));
  }
  return x;
}

function solve(p: Arr): Arr {
  const tail = minimum(p, sub(1, p));
  const isTail = less(tail, MIDDLE);
  const middle = mul(Math.SQRT2, erfInv(sub(mul(2, where(isTail, 0.5, p)), 1)));
  const far = inTail(maximum(where(isTail, tail, MIDDLE), SMALLEST));
  const size = where(equal(tail, 0), -Infinity, where(less(tail, 0), NaN, far));
  return where(isTail, where(greater(p, 0.5), neg(size), size), middle);
}

const differentiable: (p: Arr) => Arr = customJvp(solve, ([p], [dp]) => {
  const x = differentiable(p);
  // dx/dp = 1 / φ(x)
  return { value: x, tangent: mul(dp, exp(add(mul(0.5, square(x)), HALF_LOG_TWO_PI))) };
});

/**
 * The x that a standard normal variate does not exceed with probability p: the inverse of `normalCdf`, exact to rounding in the lower
 * tail; ∓∞ at 0 and 1. Elementwise; the shape of p, dimensionless.
 *
 * @returns NaN outside of [0, 1]
 * @example
 * ```ts
 * import { special } from "fluxion";
 * console.log(special.normalQuantile(0.975).item().toFixed(12)); // → 1.959963984540
 * ```
 * @see Abramowitz & Stegun 26.2.2
 */
export function normalQuantile(p: ArrLike): Arr {
  return differentiable(operandOf("normalQuantile", p));
}
