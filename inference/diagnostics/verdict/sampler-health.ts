/** Sampler health: what the statistics of chains say of the sampler itself. */
import type { ChainStatistics } from "../measures/draws.ts";
import { eBfmi } from "../measures/energy.ts";
import { mean } from "../measures/moments.ts";

/** One entry a chain; null where the sampler does not tell. */
export interface SamplerHealth {
  /** Transitions that diverged. */
  readonly divergences: readonly (number | null)[];
  /** Fraction of transitions whose trajectory reached the greatest depth. */
  readonly saturated: readonly (number | null)[];
  /** Energy Bayesian fraction of missing information. */
  readonly eBfmi: readonly (number | null)[];
  /** Mean probability of acceptance. */
  readonly acceptance: readonly (number | null)[];
}

/** Reads the statistics of all chains. */
export function samplerHealth(statistics: readonly ChainStatistics[], maxTreeDepth: number): SamplerHealth {
  const each = (of: (chain: ChainStatistics) => number | undefined): (number | null)[] =>
    statistics.map((chain) => of(chain) ?? null);
  return {
    divergences: each(({ divergent }) => divergent?.reduce((count, flag) => count + flag, 0)),
    saturated: each(
      ({ treeDepth }) => treeDepth && treeDepth.filter((depth) => depth >= maxTreeDepth).length / treeDepth.length,
    ),
    eBfmi: each(({ energy }) => energy && eBfmi(energy)),
    acceptance: each(({ acceptance }) => acceptance && mean(acceptance)),
  };
}
