/** The regularised incomplete beta function and its inverse: the beta distribution and its quantiles. */
import { lgamma } from "../../src/internal.ts";

/** Numbers below which the continued fraction would divide by zero. */
const tiny = 1e-300;

/**
 * I_x(a, b): the probability that a beta-distributed number with a, b > 0 is at most x.
 *
 * @see Abramowitz & Stegun 26.5.8, evaluated by Lentz's method; 26.5.2 for the symmetry
 */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  // The fraction converges quickly to the left of the mean; the other side is its mirror image.
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  return Math.exp(logKernel(x, a, b)) * (x * (1 - x)) * (1 / (a * fraction(x, a, b)));
}

/**
 * The x with I_x(a, b) = p, by Newton's method kept between bounds that bisect where it would leave them.
 *
 * @param probability  from 0 to 1
 */
export function betaQuantile(probability: number, a: number, b: number): number {
  if (probability <= 0) return 0;
  if (probability >= 1) return 1;
  let [lower, upper] = [0, 1];
  let x = a / (a + b);
  for (let step = 0; step < 200; step++) {
    const excess = incompleteBeta(x, a, b) - probability;
    if (excess < 0) lower = x;
    else upper = x;
    const newton = x - excess / Math.exp(logKernel(x, a, b));
    const next = newton > lower && newton < upper ? newton : 0.5 * (lower + upper);
    if (Math.abs(next - x) <= 2 * Number.EPSILON * x) return next;
    x = next;
  }
  return x;
}

/** Logarithm of the density, x^(a-1) (1-x)^(b-1) / B(a, b). */
function logKernel(x: number, a: number, b: number): number {
  const logBeta = lgamma(a).item() + lgamma(b).item() - lgamma(a + b).item();
  return (a - 1) * Math.log(x) + (b - 1) * Math.log1p(-x) - logBeta;
}

/** 1 + d₁/(1 + d₂/(1 + ...)), whose inverse times x^a (1-x)^b / (a B) is I_x. */
function fraction(x: number, a: number, b: number): number {
  let [value, c, d] = [1, 1, 0];
  for (let j = 1; j < 10000; j++) {
    const m = Math.floor(j / 2);
    const term =
      j % 2 === 0
        ? (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
        : (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / away(1 + term * d);
    c = away(1 + term / c);
    value *= c * d;
    if (Math.abs(c * d - 1) <= Number.EPSILON) break;
  }
  return value;
}

function away(value: number): number {
  return Math.abs(value) < tiny ? tiny : value;
}
