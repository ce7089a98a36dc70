/** Rank normalisation: draws replaced by the normal scores of their ranks, so that heavy tails do not matter. */
import { normalQuantile } from "../random/normal-quantile.ts";
import { pooled, split } from "./draws.ts";
import { quantileOfSorted, sorted } from "./moments.ts";

/**
 * Normal scores of the ranks among all draws of all chains; equal draws share the mean of their ranks.
 *
 * @see Blom (1958), Statistical Estimates and Transformed Beta-Variables, for (rank - 3/8) / (n + 1/4)
 */
export function rankNormalised(chains: readonly Float64Array[]): Float64Array[] {
  const all = pooled(chains);
  const order = Uint32Array.from(all.keys()).sort((a, b) => all[a]! - all[b]!);
  const scores = new Float64Array(all.length);
  for (let first = 0; first < order.length;) {
    let last = first;
    while (last + 1 < order.length && all[order[last + 1]!] === all[order[first]!]) last++;
    const rank = 1 + 0.5 * (first + last);
    const score = normalQuantile((rank - 0.375) / (order.length + 0.25));
    for (let k = first; k <= last; k++) scores[order[k]!] = score;
    first = last + 1;
  }
  const length = chains[0]!.length;
  return chains.map((_, c) => scores.subarray(c * length, (c + 1) * length));
}

/** Distances from the median of all draws: what shows chains of equal location and unequal spread. */
export function folded(chains: readonly Float64Array[]): Float64Array[] {
  const median = quantileOfSorted(sorted(pooled(chains)), 0.5);
  return chains.map((chain) => chain.map((value) => Math.abs(value - median)));
}

/** Half chains, rank-normalised. */
export function splitScores(chains: readonly Float64Array[]): Float64Array[] {
  return rankNormalised(split(chains));
}
