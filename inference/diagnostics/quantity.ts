/** Convergence of one quantity: the three numbers that a verdict asks of it. */
import { type ChainDraws, checkChains } from "./draws.ts";
import { bulkEffectiveSize, tailEffectiveSize } from "./effective-size.ts";
import { rHat } from "./r-hat.ts";

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
  return {
    path,
    rHat: rHat(chains),
    bulkEffectiveSize: bulkEffectiveSize(chains),
    tailEffectiveSize: tailEffectiveSize(chains),
  };
}
