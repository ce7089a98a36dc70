/** Monte Carlo standard errors: how far estimates from these draws are from what infinitely many would give. */
import { betaQuantile } from "../../statistics/incomplete-beta.ts";
import { areUsable, checkChains, inRange, pooled } from "./draws.ts";
import {
  deviationEffectiveSize,
  meanEffectiveSize,
  quantileEffectiveSize,
  squaredDistances,
} from "./effective-size.ts";
import { mean, sorted, standardDeviation } from "./moments.ts";

/** The distribution function of a standard normal number at -1 and 1. */
const oneSigma = [0.15865525393145705, 0.8413447460685429] as const;

/**
 * Standard error of the mean of all draws, in their unit: the standard deviation over the square root of the effective sample size.
 *
 * @param chains  one array a chain, of equal lengths
 * @returns  NaN for fewer than 4 draws a chain, or draws that are not finite
 * @throws   DataError when chains differ in length
 * @example
 * ```ts
 * import { diagnostics } from "fluxion/inference";
 * import { streams } from "fluxion";
 * const chains = [1, 2].map((seed) => streams.normals(streams.key(seed), 5000));
 * console.log(diagnostics.meanMonteCarloError(chains).toFixed(3)); // → 0.010
 * ```
 */
export function meanMonteCarloError(chains: readonly Float64Array[]): number {
  const size = meanEffectiveSize(chains);
  return standardDeviation(pooled(chains)) / Math.sqrt(size);
}

/**
 * Standard error of the standard deviation, in the unit of the draws; by the delta method from that of the variance. See
 * `meanMonteCarloError`.
 */
export function deviationMonteCarloError(chains: readonly Float64Array[]): number {
  const size = deviationEffectiveSize(chains);
  const { chains: draws, factor } = inRange(chains);
  const squares = pooled(squaredDistances(draws));
  const second = mean(squares);
  const varianceOfVariance = (mean(squares.map((square) => square * square)) - second * second) / size;
  return Math.sqrt(varianceOfVariance / second) / 2 / factor;
}

/**
 * Standard error of a quantile, in the unit of the draws: half the distance of the order statistics between which it lies with the
 * probability of one standard deviation. See `meanMonteCarloError`.
 *
 * @see Vehtari et al. (2021), section 4.4
 */
export function quantileMonteCarloError(chains: readonly Float64Array[], probability: number): number {
  checkChains(chains, "quantileMonteCarloError");
  if (!areUsable(chains)) return Number.NaN;
  const size = quantileEffectiveSize(chains, probability);
  const x = sorted(pooled(chains));
  const [lower, upper] = oneSigma.map((p) => betaQuantile(p, size * probability + 1, size * (1 - probability) + 1));
  const from = Math.max(Math.floor(lower! * x.length - 1), 0);
  const to = Math.min(Math.ceil(upper! * x.length - 1), x.length - 1);
  return (x[to]! - x[from]!) / 2;
}
