/** Moments and quantiles of numbers in typed arrays. */

/** Mean, by the sum in index order. */
export function mean(x: Float64Array): number {
  let sum = 0;
  for (const value of x) sum += value;
  return sum / x.length;
}

/** Variance with n - 1 in the denominator, from differences to the mean. */
export function variance(x: Float64Array): number {
  const centre = mean(x);
  let sum = 0;
  for (const value of x) sum += (value - centre) ** 2;
  return sum / (x.length - 1);
}

/** Beyond these magnitudes fourth powers of numbers leave the range of float64. */
const [SMALL, LARGE] = [2 ** -230, 2 ** 230] as const;

/**
 * A power of two to multiply numbers with, exactly, so that their second and fourth powers stay in the range: 1 unless they are huge or all
 * tiny.
 */
export function rangeFactor(lists: readonly Float64Array[]): number {
  let largest = 0;
  for (const list of lists) for (const value of list) largest = Math.max(largest, Math.abs(value));
  if (largest > LARGE && largest < Infinity) return 2 ** -Math.min(Math.floor(Math.log2(largest)), 1022);
  if (largest < SMALL && largest > 0) return 2 ** Math.min(-Math.floor(Math.log2(largest)), 1022);
  return 1;
}

/** Square root of the variance, whatever the magnitude of the numbers. */
export function standardDeviation(x: Float64Array): number {
  const factor = rangeFactor([x]);
  return factor === 1 ? Math.sqrt(variance(x)) : Math.sqrt(variance(x.map((value) => value * factor))) / factor;
}

/** Numbers in rising order, as a copy. */
export function sorted(x: Float64Array): Float64Array {
  return x.slice().sort();
}

/** Quantile of sorted numbers, linear between order statistics: definition 7 of Hyndman & Fan (1996). */
export function quantileOfSorted(x: Float64Array, probability: number): number {
  const position = probability * (x.length - 1);
  const below = Math.floor(position);
  const above = Math.min(below + 1, x.length - 1);
  return x[below]! + (position - below) * (x[above]! - x[below]!);
}
