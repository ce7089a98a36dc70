/** Gamma variates and what is made of them: beta variates, and Student's. */
import { exp, log } from "../../numerics/elementary.ts";
import type { Numbers } from "./source.ts";

/**
 * A gamma variate of shape a ≥ 1 and rate 1: a cubed normal variate, d (1 + c z)³, refused where that is too likely.
 *
 * @see Marsaglia & Tsang (2000), A simple method for generating gamma variables, ACM TOMS 26, 363
 */
function largeShape(numbers: Numbers, shape: number): number {
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const z = numbers.normal();
    const root = 1 + c * z;
    if (root <= 0) continue;
    const cube = root * root * root;
    const u = numbers.uniform();
    // The first test holds wherever the second does not need its logarithms.
    if (u < 1 - 0.0331 * z * z * z * z || log(u) < 0.5 * z * z + d * (1 - cube + log(cube))) return d * cube;
  }
}

/** A gamma variate of rate 1. */
export function gammaVariate(numbers: Numbers, shape: number): number {
  return shape >= 1 ? largeShape(numbers, shape) : exp(logGammaVariate(numbers, shape));
}

/** The logarithm of a gamma variate: one of shape a is one of shape a + 1 times U^(1/a), which a small a leaves in logarithms alone. */
export function logGammaVariate(numbers: Numbers, shape: number): number {
  if (shape >= 1) return log(largeShape(numbers, shape));
  const larger = log(largeShape(numbers, shape + 1));
  return larger + log(numbers.uniform()) / shape;
}

/** A beta variate: the share that one gamma variate has of two. */
export function betaVariate(numbers: Numbers, alpha: number, beta: number): number {
  const first = logGammaVariate(numbers, alpha);
  const second = logGammaVariate(numbers, beta);
  return 1 / (1 + exp(second - first));
}

/** A Student t variate: a normal one over the root of a mean square. */
export function studentVariate(numbers: Numbers, degreesOfFreedom: number): number {
  const half = 0.5 * degreesOfFreedom;
  return numbers.normal() * exp(0.5 * (log(half) - logGammaVariate(numbers, half)));
}
