/** Parameters of LCDM: what a fit may vary, and the inputs it holds fixed. */

import { bounded, spec, type ArrLike } from "../../src/index.ts";

/** The parameters a fit of flat LCDM varies, with defaults near Planck 2018 and bounds far outside of what data allow. */
export const lcdmSpec = spec(
  {
    H0: bounded(20, 150, { unit: "km/s/Mpc", default: 67.4, doc: "Hubble constant" }),
    Om0: bounded(0.01, 0.99, { default: 0.315, doc: "matter today (baryons, cold dark matter) / critical density" }),
    Obh2: bounded(0.005, 0.1, { default: 0.02237, doc: "physical density of baryons, Omega_b h^2" }),
    ns: bounded(0.5, 1.5, { default: 0.9649, doc: "tilt of the primordial power spectrum" }),
  },
  { name: "lcdm" },
);

/** The free parameters of LCDM as a tree of arrays. */
export type LcdmParams = typeof lcdmSpec.params;

/** What a fit holds fixed unless it says otherwise. */
export interface FixedInputs {
  /** Effective number of massless neutrino species. */
  readonly Neff: ArrLike;
  /** Temperature of the microwave background today [K]. */
  readonly Tcmb: ArrLike;
  /** Curvature today / critical density; positive for an open universe. */
  readonly Ok0: ArrLike;
}

/** Three neutrino species with their small heating by e+ e- annihilation, FIRAS temperature, flat space. */
export const standardInputs: FixedInputs = Object.freeze({ Neff: 3.046, Tcmb: 2.7255, Ok0: 0 });

/**
 * What `lcdm` takes: the four parameters as arrays or numbers and, to free one or to ask for its derivative, any of the
 * fixed inputs beside them.
 */
export interface LcdmInput extends Partial<FixedInputs> {
  /** Hubble constant [km/s/Mpc]. */
  readonly H0: ArrLike;
  /** Matter today / critical density. */
  readonly Om0: ArrLike;
  /** Omega_b h^2. */
  readonly Obh2: ArrLike;
  /** Tilt of the primordial power spectrum. */
  readonly ns: ArrLike;
}
