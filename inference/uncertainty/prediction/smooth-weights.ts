/** Pareto smoothing: importance weights whose largest are replaced by what the tail they come from leads to expect. */
import { fitGeneralizedPareto, generalizedParetoQuantile } from "./generalized-pareto.ts";

/** Importance weights after smoothing. */
export interface SmoothedWeights {
  /** Logarithms of the weights, which sum to one. */
  readonly logWeights: Float64Array;
  /** Shape k of their tail: the larger, the fewer draws carry the weight; infinite where the tail is too short to tell. */
  readonly shape: number;
}

/** Logarithm of the smallest normal number. */
const smallestLog = Math.log(2 ** -1022);
/** A tail of no more than this many draws cannot be fitted. */
const shortestTail = 5;

/**
 * Smooths importance ratios given by their logarithms.
 *
 * @param relativeEfficiency  effective number of draws over their number
 * @see Vehtari, Simpson, Gelman, Yao & Gabry (2024), Pareto smoothed importance sampling, JMLR 25, 1
 */
export function smoothWeights(logRatios: Float64Array, relativeEfficiency: number): SmoothedWeights {
  const count = logRatios.length;
  const largest = logRatios.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  const x = logRatios.map((value) => value - largest);
  const order = Array.from(x.keys()).sort((a, b) => x[a]! - x[b]!);
  // Nothing is weighted where the likelihood does not depend on the draws.
  if (x[order[0]!] === 0) return { logWeights: normalized(x), shape: 0 };
  const tailCount = Math.ceil(Math.min(count / 5, 3 * Math.sqrt(count / relativeEfficiency)));
  const cut = Math.max(x[order[Math.max(count - tailCount - 1, 0)]!]!, smallestLog);
  const tail = order.filter((position) => x[position]! > cut);
  if (tail.length < shortestTail) return { logWeights: normalized(x), shape: Number.POSITIVE_INFINITY };
  const threshold = Math.exp(cut);
  const fitted = fitGeneralizedPareto(Float64Array.from(tail, (position) => Math.exp(x[position]!) - threshold));
  if (!Number.isFinite(fitted.shape)) return { logWeights: normalized(x), shape: Number.POSITIVE_INFINITY };
  tail.forEach((position, rank) => {
    const expected = generalizedParetoQuantile(fitted, (rank + 0.5) / tail.length);
    // No smoothed weight exceeds the largest raw one.
    x[position] = Math.min(Math.log(expected + threshold), 0);
  });
  return { logWeights: normalized(x), shape: fitted.shape };
}

/** log Σ exp(x), safe from overflow. */
export function logSumOfExponentials(x: Float64Array): number {
  const largest = x.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  if (!Number.isFinite(largest)) return largest;
  let sum = 0;
  for (const value of x) sum += Math.exp(value - largest);
  return largest + Math.log(sum);
}

function normalized(x: Float64Array): Float64Array {
  const total = logSumOfExponentials(x);
  return x.map((value) => value - total);
}
