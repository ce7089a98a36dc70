/** Bins of equal width: how many suit a set of numbers, and what falls into them. */
import { extent, type NumberList } from "./chains.ts";

/** A histogram. */
export interface Bins {
  /** Edges, increasing, one more than there are bins. */
  readonly edges: readonly number[];
  /** Numbers in each bin; a bin holds its left edge, the last one its right edge too. */
  readonly counts: readonly number[];
}

/** Counts of `values` in `count` bins from `low` to `high`; what lies outside is not counted. */
export function binned(values: NumberList, low: number, high: number, count: number): Bins {
  const counts = new Array<number>(count).fill(0);
  const perUnit = count / (high - low);
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!(value >= low && value <= high)) continue;
    counts[Math.min(count - 1, Math.floor((value - low) * perUnit))]!++;
  }
  return { edges: Array.from({ length: count + 1 }, (_, i) => low + (i * (high - low)) / count), counts };
}

/**
 * How many bins, between `fewest` and `most`: of width 2 (interquartile range) / n^(1/3), but no fewer than 2 n^(1/3), as
 * separate peaks have quartiles far apart.
 * Sources: Freedman & Diaconis (1981), Zeitschrift fuer Wahrscheinlichkeitstheorie 57, 453; Rice's rule.
 */
export function binCount(values: NumberList, fewest = 8, most = 60): number {
  const sorted = Float64Array.from(values).sort();
  const [low, high] = extent(sorted);
  const width = (2 * (sortedQuantile(sorted, 0.75) - sortedQuantile(sorted, 0.25))) / Math.cbrt(sorted.length);
  const count = Math.max(2 * Math.cbrt(sorted.length), width > 0 ? (high - low) / width : 0);
  return Math.max(fewest, Math.min(most, Math.ceil(count)));
}

/** The quantile of numbers sorted already, linear between them; the definition that NumPy and R take by default. */
export function sortedQuantile(sorted: NumberList, probability: number): number {
  const position = probability * (sorted.length - 1);
  const index = Math.min(Math.floor(position), sorted.length - 2);
  if (index < 0) return sorted[0] ?? Number.NaN;
  return sorted[index]! + (position - index) * (sorted[index + 1]! - sorted[index]!);
}

/** The outline of a histogram as a line of steps: vertices (x, height), closed down to zero at both ends. */
export function stepOutline({ edges, counts }: Bins, scale = 1): { x: number; height: number }[] {
  const steps = counts.flatMap((count, bin) => [
    { x: edges[bin]!, height: count * scale },
    { x: edges[bin + 1]!, height: count * scale },
  ]);
  return [{ x: edges[0]!, height: 0 }, ...steps, { x: edges.at(-1)!, height: 0 }];
}
