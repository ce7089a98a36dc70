/** R-hat: how much wider the draws of all chains are than those of each, the sign that chains have not mixed. */
import { areUsable, checkChains, inRange, pooled, split } from "./draws.ts";
import { mean, sorted, variance } from "./moments.ts";
import { folded, rankNormalised } from "./rank-normalise.ts";

/**
 * The potential scale reduction factor, improved: each chain is split in halves, draws are replaced by normal scores of their
 * ranks, and the larger of two values is taken, that of the draws (unequal locations) and that of their distances to the median
 * (unequal spreads). Values above 1.01 say that chains disagree.
 *
 * @param chains  one array a chain, of equal lengths
 * @returns  1 or little more for chains that agree; NaN for fewer than 4 draws a chain, draws that are not finite, or that are all equal
 * @throws   DataError when chains differ in length
 * @example
 * ```ts
 * import { diagnostics } from "fluxion/inference";
 * import { streams } from "fluxion";
 * const chains = [1, 2, 3, 4].map((seed) => streams.normals(streams.key(seed), 500));
 * const apart = chains.map((chain, c) => chain.map((x) => x + (c === 3 ? 1 : 0)));
 * console.log(diagnostics.rHat(chains) < 1.01, diagnostics.rHat(apart) > 1.1); // → true true
 * ```
 * @see Vehtari, Gelman, Simpson, Carpenter & Bürkner (2021), Rank-normalization, folding, and localization, Bayesian Anal. 16, 667
 */
export function rHat(chains: readonly Float64Array[]): number {
  checkChains(chains, "rHat");
  if (!areUsable(chains)) return Number.NaN;
  const halves = split(chains);
  const x = sorted(pooled(halves));
  return rankedRHat(halves, x, rankNormalised(halves, x));
}

/** R-hat of half chains, given all their draws sorted, and their scores. */
export function rankedRHat(halves: readonly Float64Array[], x: Float64Array, scores: readonly Float64Array[]): number {
  return Math.max(scaleReduction(scores), scaleReduction(rankNormalised(folded(halves, x))));
}

/**
 * Split R-hat as it was before rank normalisation, of the draws themselves: for comparison with older results.
 *
 * @see Gelman et al. (2013), Bayesian Data Analysis, section 11.4
 */
export function splitRHat(chains: readonly Float64Array[]): number {
  checkChains(chains, "splitRHat");
  return areUsable(chains) ? scaleReduction(split(inRange(chains).chains)) : Number.NaN;
}

/** Square root of the variance of all chains, estimated from above, over that within them. */
function scaleReduction(chains: readonly Float64Array[]): number {
  const n = chains[0]!.length;
  const between = n * variance(Float64Array.from(chains, mean));
  const within = mean(Float64Array.from(chains, variance));
  return Math.sqrt((between / within + n - 1) / n);
}
