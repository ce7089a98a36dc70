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
