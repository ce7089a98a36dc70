/** Functions around gamma, of arrays: its logarithm, the derivatives of that, and the incomplete gamma functions. */

import type { ArrLike } from "../../array/arr-like.ts";
import type { Arr } from "../../array/arr.ts";
import { describeValue, DTypeError } from "../../errors/index.ts";
import * as primitive from "../../primitives/special/gamma-functions.ts";
import { applyBroadcast, applyElementwise, commonDType, conform } from "../operands.ts";

/**
 * Logarithm of the absolute value of the gamma function; ∞ at its poles 0, −1, −2, …. Elementwise.
 *
 * @example
 * ```ts
 * import { special } from "fluxion";
 * console.log(special.lgamma(5).exp().item().toFixed(12)); // → 24.000000000000
 * ```
 * @see Abramowitz & Stegun 6.1
 */
export function lgamma(x: ArrLike): Arr {
  return applyElementwise(primitive.lgamma, [x], true);
}

/**
 * Digamma, the derivative of lgamma; ∓∞ at ±0, NaN at −1, −2, …. Elementwise.
 *
 * @example
 * ```ts
 * import { special } from "fluxion";
 * console.log(special.digamma(1).item()); // → -0.5772156649015329
 * ```
 * @see Abramowitz & Stegun 6.3
 */
export function digamma(x: ArrLike): Arr {
  return applyElementwise(primitive.digamma, [x], true);
}

/** Largest order whose factorial is finite. */
const LARGEST_ORDER = 170;

/**
 * Derivative of digamma of order n: (−1)^(n+1) n! Σ 1/(x + k)^(n+1); digamma itself for n = 0. At 0, −1, −2, … ∞ for odd n and NaN
 * for even n (at ±0 ∓∞). Elementwise.
 *
 * @param n  order, an integer between 0 and 170
 * @throws DTypeError when n is not such an integer
 * @example
 * ```ts
 * import { special } from "fluxion";
 * console.log(special.polygamma(1, 1).item(), Math.PI ** 2 / 6); // → 1.6449340668482264 1.6449340668482264
 * ```
 * @see Abramowitz & Stegun 6.4
 */
export function polygamma(n: number, x: ArrLike): Arr {
  if (!Number.isInteger(n) || n < 0 || n > LARGEST_ORDER) {
    throw new DTypeError({
      where: "polygamma",
      path: "n",
      expected: `an integer between 0 and ${LARGEST_ORDER}`,
      received: typeof n === "number" ? String(n) : describeValue(n),
      hint: "The order is part of the program; derivatives by it do not exist.",
    });
  }
  if (n === 0) return digamma(x);
  return applyBroadcast(primitive.polygamma, conform([x], commonDType([x], true, "polygamma")), { order: n });
}

/**
 * Regularised lower incomplete gamma function P(a, x) = ∫₀ˣ t^(a−1) e^(−t) dt / Γ(a): the probability that a gamma variate of shape
 * a is below x. Elementwise; operands broadcast.
 *
 * @param a  shape, at least 0
 * @param x  at least 0
 * @returns between 0 and 1; NaN outside of the domain
 * @throws DerivativeError for a second derivative by a
 * @example
 * ```ts
 * import { special } from "fluxion";
 * console.log(special.gammaP(1, 1).item().toFixed(14), (1 - Math.exp(-1)).toFixed(14)); // → 0.63212055882856 0.63212055882856
 * ```
 * @see Abramowitz & Stegun 6.5.1
 */
export function gammaP(a: ArrLike, x: ArrLike): Arr {
  return applyElementwise(primitive.gammaP, [a, x], true);
}

/**
 * Regularised upper incomplete gamma function Q(a, x) = 1 − P(a, x), with full relative accuracy in its tail. The probability that
 * chance alone gives a chi-squared of at least χ² with ν degrees of freedom is Q(ν/2, χ²/2). Elementwise; operands broadcast.
 *
 * @param a  shape, at least 0
 * @param x  at least 0
 * @returns between 0 and 1; NaN outside of the domain
 * @throws DerivativeError for a second derivative by a
 * @example
 * ```ts
 * import { special } from "fluxion";
 * console.log(special.gammaQ(34 / 2, 46.2478676953 / 2).item().toFixed(10)); // → 0.0784185602
 * ```
 * @see Abramowitz & Stegun 6.5.3, 26.4.19
 */
export function gammaQ(a: ArrLike, x: ArrLike): Arr {
  return applyElementwise(primitive.gammaQ, [a, x], true);
}
