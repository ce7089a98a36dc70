/** A block of data: what was measured, what a universe predicts for it, and how the difference is weighed. */

import type { Arr } from "../../../src/index.ts";
import type { Cosmology } from "../cosmology.ts";
import type { Source } from "../data.ts";
import type { RecombinationChoice } from "../recombination.ts";

/** Names of the blocks. */
export type BlockName = "cmb" | "bao" | "sn";

/** n measurements of one kind. */
export interface Block {
  readonly name: BlockName;
  readonly source: Source;
  /** One for each measurement. */
  readonly labels: readonly string[];
  /** One for each measurement, or undefined where a redshift makes no sense. */
  readonly redshift: readonly number[] | undefined;
  /** Shape [n]. */
  readonly observed: Arr;
  /** Standard deviations, shape [n]. */
  readonly sigma: Arr;
  /** Shape [k, n]; the sum of squares of `whitening` times the residuals is chi-squared, k the number of independent ones. */
  readonly whitening: Arr;
  /** Shape [n]: a common offset, profiled out, is estimated by the inner product of this with the residuals. */
  readonly offset: Arr | undefined;
  /** Redshifts at which `predict` needs D_M; all blocks share one quadrature. */
  readonly distanceRedshift: readonly number[];
  /** Predictions, shape [n], from D_M at `distanceRedshift` [Mpc]. */
  readonly predict: (cosmology: Cosmology, transverse: Arr, choice: RecombinationChoice) => Arr;
}
