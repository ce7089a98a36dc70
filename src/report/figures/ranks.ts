/** Ranks of draws among all chains, and how many of each chain fall into each bin of ranks. */
import type { NumberList } from "./chains.ts";

/** Ranks from 1 within all chains together, one list a chain; equal draws share the mean of their ranks. */
export function pooledRanks(chains: readonly NumberList[]): Float64Array[] {
  const ranks = chains.map((chain) => new Float64Array(chain.length));
  const entries = chains.flatMap((chain, c) =>
    Array.from({ length: chain.length }, (_, draw) => ({ value: chain[draw]!, c, draw })),
  );
  entries.sort((a, b) => a.value - b.value);
  for (let start = 0; start < entries.length;) {
    let end = start + 1;
    while (end < entries.length && entries[end]!.value === entries[start]!.value) end++;
    for (const { c, draw } of entries.slice(start, end)) ranks[c]![draw] = (start + 1 + end) / 2;
    start = end;
  }
  return ranks;
}

/** How many of `ranks` lie in each of `bins` equal parts of 1 ... total. */
export function rankCounts(ranks: NumberList, total: number, bins: number): number[] {
  const counts = new Array<number>(bins).fill(0);
  for (let i = 0; i < ranks.length; i++) {
    const bin = Math.min(bins - 1, Math.floor(((ranks[i]! - 0.5) / total) * bins));
    counts[bin]!++;
  }
  return counts;
}

/**
 * Mean and standard deviation of one of these counts for chains that draw from one distribution, independently:
 * `drawn` of `total` ranks taken without returning them, of which one in `bins` lies in the bin (hypergeometric).
 */
export function expectedRankCount(drawn: number, total: number, bins: number): { mean: number; deviation: number } {
  const share = 1 / bins;
  const unseen = total > 1 ? (total - drawn) / (total - 1) : 0;
  return { mean: drawn * share, deviation: Math.sqrt(drawn * share * (1 - share) * unseen) };
}
