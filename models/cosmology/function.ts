/** LCDM: from its parameters to everything that is observed of it. */

import type { Arr, ArrLike } from "../../src/index.ts";
import { acousticScales, dragHorizon } from "./acoustic-scales.ts";
import { lcdmCosmology } from "./cosmology.ts";
import { distances, type Distances } from "./distances.ts";
import type { RecombinationChoice } from "./recombination.ts";
import { standardInputs, type FixedInputs, type LcdmInput } from "./spec.ts";

/** What to observe, and the conventions to use. */
export interface LcdmInputs extends RecombinationChoice {
  /** Where distances are wanted: any shape, > 0. */
  readonly redshift: ArrLike;
  /** Neff, Tcmb, Ok0; the standard ones unless given. */
  readonly fixed?: FixedInputs;
}

/** The observables of a universe. */
export interface LcdmObservables {
  /** Distances and rates at the redshifts asked for. */
  readonly distances: Distances;
  /** Sound horizon at the drag epoch [Mpc]. */
  readonly dragHorizon: Arr;
  /** Shift parameter R. */
  readonly shift: Arr;
  /** Acoustic multipole l_A. */
  readonly multipole: Arr;
}

/**
 * Predicted observables of LCDM.
 *
 * @param params  H0 [km/s/Mpc], Om0, Obh2, ns: numbers or scalar arrays; Neff, Tcmb, Ok0 may stand beside them
 * @param inputs  redshifts of any shape, names of the decoupling and drag fits, fixed inputs
 * @returns  distances in Mpc and moduli in mag, in the shape of the redshifts; scalars r_d [Mpc], R, l_A
 * @example
 * ```ts
 * import { lcdm } from "fluxion/models/cosmology";
 * const { distances, dragHorizon } = lcdm({ H0: 67.4, Om0: 0.315, Obh2: 0.02237, ns: 0.9649 }, { redshift: 0.5 });
 * console.log(distances.transverse.item().toFixed(2), dragHorizon.item().toFixed(2)); // → 1951.29 146.48
 * ```
 * @see      Hogg (1999), astro-ph/9905116; Eisenstein & Hu (1998), ApJ 496, 605
 */
export function lcdm(params: LcdmInput, inputs: LcdmInputs): LcdmObservables {
  const cosmology = lcdmCosmology(params, inputs.fixed ?? standardInputs);
  const { shift, multipole } = acousticScales(cosmology, inputs.recombination);
  return {
    distances: distances(cosmology.background, inputs.redshift),
    dragHorizon: dragHorizon(cosmology, inputs.drag),
    shift,
    multipole,
  };
}
