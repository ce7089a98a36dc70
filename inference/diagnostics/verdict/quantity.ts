/** Convergence of one quantity: the three numbers that a verdict asks of it. */
import { areUsable, type ChainDraws, checkChains, pooled, split } from "../measures/draws.ts";
import { effectiveSize, tailSize } from "../measures/effective-size.ts";
import { sorted } from "../measures/moments.ts";
import { rankedRHat } from "../measures/r-hat.ts";
import { rankNormalised } from "../measures/rank-normalise.ts";

/** How well chains agree on one quantity. NaN where there are too few draws, draws that are not finite, or no variance. */
export interface QuantityDiagnostics {
  readonly path: string;
  /** Disagreement of chains: 1 at best. */
  readonly rHat: number;
  /** Independent draws that would tell as much of the middle of the distribution. */
  readonly bulkEffectiveSize: number;
  /** The same of its 5 % and 95 % quantiles, the smaller of both. */
  readonly tailEffectiveSize: number;
}

/** The numbers of one quantity. @throws DataError when its chains differ in length */
export function quantityDiagnostics({ path, chains }: ChainDraws, where: string): QuantityDiagnostics {
  checkChains(chains, where, path);
  if (!areUsable(chains)) {
    return { path, rHat: Number.NaN, bulkEffectiveSize: Number.NaN, tailEffectiveSize: Number.NaN };
  }
  // Sorting and ranking is most of the work: what the three have in common of it is done once.
  const halves = split(chains);
  const x = sorted(pooled(halves));
  const scores = rankNormalised(halves, x);
  const isWhole = x.length === chains.length * chains[0]!.length;
  return {
    path,
    rHat: rankedRHat(halves, x, scores),
    bulkEffectiveSize: effectiveSize(scores),
    tailEffectiveSize: tailSize(chains, isWhole ? x : sorted(pooled(chains))),
  };
}
