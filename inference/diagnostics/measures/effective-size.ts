/** Effective sample size: the number of independent draws that would tell as much as these. */
import { meanAutocovariance } from "./autocovariance.ts";
import { areUsable, checkChains, inRange, pooled, split } from "./draws.ts";
import { mean, quantileOfSorted, sorted, variance } from "./moments.ts";
import { rankNormalised } from "./rank-normalise.ts";

/**
 * Effective sample size of the bulk of a distribution: of rank-normalised split chains, so that it exists for any distribution.
 *
 * @param chains  one array a chain, of equal lengths
 * @returns  NaN for fewer than 4 draws a chain, or draws that are not finite
 * @throws   DataError when chains differ in length
 * @example
 * ```ts
 * import { diagnostics } from "fluxion/inference";
 * import { streams } from "fluxion";
 * const independent = [1, 2, 3, 4].map((seed) => streams.normals(streams.key(seed), 1000));
 * console.log(diagnostics.bulkEffectiveSize(independent) > 3000); // → true
 * ```
 * @see Vehtari et al. (2021), Bayesian Anal. 16, 667; Geyer (1992), Practical Markov chain Monte Carlo, Stat. Sci. 7, 473
 */
export function bulkEffectiveSize(chains: readonly Float64Array[]): number {
  return sizeOf(chains, "bulkEffectiveSize", (draws) => rankNormalised(split(draws)));
}

/** The smaller of the effective sample sizes of the 5 % and the 95 % quantile. See `bulkEffectiveSize`. */
export function tailEffectiveSize(chains: readonly Float64Array[]): number {
  checkChains(chains, "tailEffectiveSize");
  return areUsable(chains) ? tailSize(chains, sorted(pooled(chains))) : Number.NaN;
}

/** Effective sample size of the mean, for distributions with a variance. See `bulkEffectiveSize`. */
export function meanEffectiveSize(chains: readonly Float64Array[]): number {
  return sizeOf(chains, "meanEffectiveSize", split);
}

/** Effective sample size of the standard deviation: that of squared distances from the mean. See `bulkEffectiveSize`. */
export function deviationEffectiveSize(chains: readonly Float64Array[]): number {
  return sizeOf(chains, "deviationEffectiveSize", (draws) => split(squaredDistances(draws)));
}

/** Effective sample size of a quantile: that of whether a draw lies below it. See `bulkEffectiveSize`. */
export function quantileEffectiveSize(chains: readonly Float64Array[], probability: number): number {
  return sizeOf(chains, "quantileEffectiveSize", (draws) => {
    return whetherBelow(draws, quantileOfSorted(sorted(pooled(draws)), probability));
  });
}

/** The tail effective sample size, given all draws sorted. */
export function tailSize(chains: readonly Float64Array[], x: Float64Array): number {
  const sizes = [0.05, 0.95].map((p) => effectiveSize(whetherBelow(chains, quantileOfSorted(x, p))));
  return Math.min(...sizes);
}

/** Half chains of ones where a draw is at most a quantile, and zeros. */
function whetherBelow(chains: readonly Float64Array[], quantile: number): Float64Array[] {
  return split(chains.map((chain) => chain.map((value) => (value <= quantile ? 1 : 0))));
}

/** (x - mean)², the mean being that of all chains. */
export function squaredDistances(chains: readonly Float64Array[]): Float64Array[] {
  const centre = mean(pooled(chains));
  return chains.map((chain) => chain.map((value) => (value - centre) ** 2));
}

function sizeOf(
  chains: readonly Float64Array[],
  where: string,
  transformed: (draws: readonly Float64Array[]) => readonly Float64Array[],
): number {
  checkChains(chains, where);
  return areUsable(chains) ? effectiveSize(transformed(inRange(chains).chains)) : Number.NaN;
}

/**
 * Draws over the integrated autocorrelation time, chains being compared with each other.
 *
 * Autocorrelations ρ_t = 1 - (W - A_t) / V, with W the variance within chains, A_t the mean autocovariance at lag t, and V the
 * variance of all chains estimated from above. Sums of neighbours P_k = ρ_2k + ρ_2k+1 of a reversible chain are positive and
 * fall; noise breaks that, and there the sum ends: Geyer's initial monotone sequence.
 */
export function effectiveSize(chains: readonly Float64Array[]): number {
  const n = chains[0]!.length;
  const total = chains.length * n;
  const first = chains[0]![0]!;
  if (chains.every((chain) => chain.every((value) => value === first))) return total;
  const autocovariance = meanAutocovariance(chains);
  const within = (autocovariance[0]! * n) / (n - 1);
  const between = chains.length > 1 ? variance(Float64Array.from(chains, mean)) : 0;
  const whole = (within * (n - 1)) / n + between;
  const correlation = (lag: number): number => (lag === 0 ? 1 : 1 - (within - autocovariance[lag]!) / whole);
  let time = -1;
  let [even, odd] = [1, correlation(1)];
  let previous = Number.POSITIVE_INFINITY;
  for (let lag = 2; lag < n - 2 && even + odd > 0; lag += 2) {
    previous = Math.min(previous, even + odd);
    time += 2 * previous;
    [even, odd] = [correlation(lag), correlation(lag + 1)];
  }
  // Half of the pair at which the sum ended: an estimate for antithetic chains, whose odd lags are negative.
  time += Math.max(even, 0);
  // More than log10 of the number of draws times as many would be an artefact of a short chain.
  return total / Math.max(time, 1 / Math.log10(total));
}
