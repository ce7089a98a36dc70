/** The regularised incomplete gamma functions P(a, x) and Q(a, x), and their derivative by a, in plain float64. */

import { digamma } from "./digamma.ts";
import { exponential, logarithmOf, product, sum } from "./double-double.ts";
import { logGamma, logGammaOfOnePlus, stirlingRest } from "./log-gamma.ts";
import { LARGE_SHAPE, NEAR, peakExponent, uniformGamma, uniformGammaByShape } from "./uniform-gamma.ts";

/** More terms than series and fraction need anywhere outside of the uniform expansion. */
export const MOST_TERMS = 2000;

/** Below this a and x = SMALL_X, Q is taken from a series of its own: 1 - P would lose what Q has of digits. */
export const SMALL_SHAPE = 0.3;
export const SMALL_X = 1.5;

/**
 * P(a, x) = 1/Gamma(a) ∫ t^(a-1) e^-t dt from 0 to x. NaN where a < 0 or x < 0; P(0, x) = 1 for x > 0.
 *
 * @see Abramowitz & Stegun 6.5.29 (series), 6.5.31 (continued fraction); N. M. Temme, SIAM J. Math. Anal. 10 (1979) for large a
 */
export function gammaP(a: number, x: number): number {
  const limit = limitOfP(a, x);
  if (limit !== undefined) return limit;
  if (isUniform(a, x)) return uniformGamma(a, x, -1);
  return x < a + 1 ? lower(a, x) : 1 - upper(a, x);
}

/** Q(a, x) = 1 - P(a, x), without loss where it is small. */
export function gammaQ(a: number, x: number): number {
  const limit = limitOfP(a, x);
  if (limit !== undefined) return 1 - limit;
  if (isUniform(a, x)) return uniformGamma(a, x, 1);
  if (a < SMALL_SHAPE && x < SMALL_X) return smallShape(a, x);
  return x < a + 1 ? 1 - lower(a, x) : upper(a, x);
}

/** Whether Temme's expansion holds. */
const isUniform = (a: number, x: number): boolean => a >= LARGE_SHAPE && Math.abs(x - a) <= NEAR * a;

/** Beyond it, and away from x = a, P and Q are 0 and 1 to all digits and more. */
export const FAR = 1e6;

/** P at the ends of its domain and far from x = a, and NaN outside of it. */
function limitOfP(a: number, x: number): number | undefined {
  if (!(a >= 0) || !(x >= 0)) return NaN;
  if (a === 0) return x === 0 ? NaN : 1;
  if (a === Infinity) return x === Infinity ? NaN : 0;
  if (x === 0) return 0;
  if (x === Infinity) return 1;
  if (Math.max(a, x) > FAR && !isUniform(a, x)) return x < a ? 0 : 1;
  return undefined;
}

/** x^a e^-x / Gamma(a + 1); beyond a = 8 Gamma is taken by Stirling's series. */
function density(a: number, x: number): number {
  if (a >= 8) {
    const exponent = sum(peakExponent(a, x), { high: -stirlingRest(a), low: 0 });
    return exponential(exponent) / Math.sqrt(2 * Math.PI * a);
  }
  const power = sum(product({ high: a, low: 0 }, logarithmOf(x)), { high: -x, low: 0 });
  return exponential(sum(power, { high: -(a < SMALL_SHAPE ? logGammaOfOnePlus(a) : logGamma(a + 1)), low: 0 }));
}

/** P by its series: density Σ x^k / ((a + 1) ... (a + k)). */
function lower(a: number, x: number): number {
  let term = 1;
  let total = 1;
  for (let k = 1; k < MOST_TERMS && term > total * 2 ** -60; k++) {
    term *= x / (a + k);
    total += term;
  }
  return density(a, x) * total;
}

/** Q by its continued fraction: a density / (x + 1 - a - 1 (1 - a)/(x + 3 - a - 2 (2 - a)/(x + 5 - a - ...))), W. J. Lentz's method. */
function upper(a: number, x: number): number {
  let b = x + 1 - a;
  let d = 1 / b;
  let c = Infinity;
  let fraction = d;
  for (let k = 1; k < MOST_TERMS; k++) {
    const numerator = k * (a - k);
    b += 2;
    d = 1 / (numerator * d + b);
    c = b + numerator / c;
    const factor = c * d;
    fraction *= factor;
    if (Math.abs(factor - 1) < 2 ** -52) break;
  }
  return density(a, x) * a * fraction;
}

/** Q = (1 - x^a/Gamma(a + 1)) - x^a/Gamma(a + 1) Σ a (-x)^k / ((a + k) k!) over k >= 1: A&S 6.5.29 with 6.5.12. */
function smallShape(a: number, x: number): number {
  const logarithmOfLead = a * Math.log(x) - logGammaOfOnePlus(a);
  let term = 1;
  let total = 0;
  for (let k = 1; k <= SMALL_SHAPE_TERMS; k++) {
    term *= -x / k;
    total += term / (a + k);
  }
  return -Math.expm1(logarithmOfLead) - Math.exp(logarithmOfLead) * a * total;
}

/** Terms of the series of smallShape at x = SMALL_X. */
export const SMALL_SHAPE_TERMS = 24;

/**
 * ∂P/∂a: the series and the fraction differentiated term by term.
 *
 * @see R. J. Moore, Algorithm AS 187, Applied Statistics 31 (1982)
 */
export function gammaPByShape(a: number, x: number): number {
  const limit = limitOfP(a, x);
  if (limit !== undefined) return a === 0 ? NaN : limit * 0;
  if (isUniform(a, x)) return -uniformGammaByShape(a, x);
  return x < a + 1 ? lowerByShape(a, x) : -upperByShape(a, x);
}

/** ∂P/∂a = density ((log x - digamma(a + 1)) Σ t_k + Σ t_k'), with t_k' = t_{k-1}' x/(a + k) - t_k/(a + k). */
function lowerByShape(a: number, x: number): number {
  let [term, total] = [1, 1];
  let [slope, totalSlope] = [0, 0];
  for (let k = 1; k < MOST_TERMS && (term > total * 2 ** -60 || -slope > -totalSlope * 2 ** -60); k++) {
    const inverse = 1 / (a + k);
    term *= x * inverse;
    slope = slope * x * inverse - term * inverse;
    total += term;
    totalSlope += slope;
  }
  return density(a, x) * ((Math.log(x) - digamma(a + 1)) * total + totalSlope);
}

/** ∂Q/∂a by Lentz's method on dual numbers: each of b, c, d and the fraction with its derivative by a. */
function upperByShape(a: number, x: number): number {
  let [b, bSlope] = [x + 1 - a, -1];
  let d = 1 / b;
  let dSlope = -bSlope * d * d;
  let [cInverse, cInverseSlope] = [0, 0];
  let [fraction, slope] = [d, dSlope];
  for (let k = 1; k < MOST_TERMS; k++) {
    const numerator = k * (a - k);
    b += 2;
    bSlope = -1;
    const divisorSlope = numerator * dSlope + k * d + bSlope;
    d = 1 / (numerator * d + b);
    dSlope = -divisorSlope * d * d;
    const c = b + numerator * cInverse;
    const cSlope = bSlope + k * cInverse + numerator * cInverseSlope;
    const factor = c * d;
    const factorSlope = cSlope * d + c * dSlope;
    cInverse = 1 / c;
    cInverseSlope = -cSlope * cInverse * cInverse;
    slope = slope * factor + fraction * factorSlope;
    fraction *= factor;
    if (Math.abs(factor - 1) < 2 ** -52 && Math.abs(factorSlope * fraction) <= Math.abs(slope) * 2 ** -52) break;
  }
  // a digamma(a) = a digamma(a + 1) - 1, finite as a vanishes.
  return density(a, x) * ((a * (Math.log(x) - digamma(a + 1)) + 1) * fraction + a * slope);
}
