/** Student's t distribution: probabilities by the incomplete beta function, quantiles by inverting it. */
import { lgamma } from "../../src/ops/index.ts";
import { normalQuantile } from "../random/normal-quantile.ts";

/**
 * The regularised incomplete beta function I_x(a, b), by its continued fraction.
 *
 * @param x  between 0 and 1
 * @see Lentz's method for DLMF 8.17.22
 */
export function incompleteBeta(a: number, b: number, x: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  // The fraction converges quickly below the mean alone; the other side follows by symmetry.
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(b, a, 1 - x);
  const logFront = a * Math.log(x) + b * Math.log1p(-x) - (logGamma(a) + logGamma(b) - logGamma(a + b));
  const tiny = 1e-300;
  const kept = (value: number): number => (Math.abs(value) < tiny ? tiny : value);
  let c = 1;
  let d = 1 / kept(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m < 10000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / kept(1 + even * d);
    c = kept(1 + even / c);
    fraction *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / kept(1 + odd * d);
    c = kept(1 + odd / c);
    fraction *= d * c;
    if (Math.abs(d * c - 1) < 1e-16) break;
  }
  return (Math.exp(logFront) * fraction) / a;
}

/** The probability that |t| exceeds a value, for Student's t with so many degrees of freedom. */
export function studentTails(t: number, freedom: number): number {
  return incompleteBeta(freedom / 2, 0.5, freedom / (freedom + t * t));
}

/**
 * The t that |t| exceeds with probability 1 - confidence: 1.96 at 0.95 for many degrees of freedom, 2.23 for ten.
 *
 * @param confidence  between 0 and 1
 * @param freedom  degrees of freedom, positive; infinite for the normal distribution
 */
export function studentDeviate(confidence: number, freedom: number): number {
  const normal = normalQuantile(0.5 + confidence / 2);
  if (freedom === Number.POSITIVE_INFINITY || confidence <= 0) return normal;
  // The tails fall with t, and those of the normal distribution lie below.
  let low = normal;
  let high = Math.max(2 * normal, 1);
  while (studentTails(high, freedom) > 1 - confidence) high *= 2;
  for (let round = 0; round < 200 && high - low > 1e-15 * high; round++) {
    const middle = (low + high) / 2;
    if (studentTails(middle, freedom) > 1 - confidence) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

function logGamma(x: number): number {
  return lgamma(x).item();
}
