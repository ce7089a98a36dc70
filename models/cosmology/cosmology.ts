/** A cosmology: an expansion history with the physical densities that recombination and the sound horizon depend on. */

import { div, square, sub, type Arr, type ArrLike } from "../../src/index.ts";
import type { Background } from "./background.ts";
import { cosmologicalConstant, curvature, matter, radiation } from "./components.ts";
import { isFlat } from "./curvature.ts";
import { photonDensity, physicalDensity, radiationDensity } from "./densities.ts";
import { standardInputs, type FixedInputs, type LcdmInput } from "./spec.ts";

/** All that the observables read; every field a scalar. A model is a function from its parameters to one of these. */
export interface Cosmology {
  /** The expansion history. */
  readonly background: Background;
  /** omega_m = Om0 h^2, baryons and dark matter together. */
  readonly matter: ArrLike;
  /** omega_b. */
  readonly baryons: ArrLike;
  /** omega_gamma. */
  readonly photons: ArrLike;
  /** Tilt n_s of the primordial power spectrum. */
  readonly spectralIndex: ArrLike;
}

/** Densities of LCDM today in units of the critical density; they add up to one with Om0 and Ok0. */
export interface LcdmDensities {
  /** Photons and massless neutrinos. */
  readonly Or0: Arr;
  /** Cosmological constant, what the others leave. */
  readonly OL0: Arr;
}

/** Or0 and OL0 of an LCDM universe. */
export function lcdmDensities(input: LcdmInput & FixedInputs): LcdmDensities {
  const Or0 = div(radiationDensity(photonDensity(input.Tcmb), input.Neff), square(div(input.H0, 100)));
  return { Or0, OL0: sub(1, input.Om0).sub(Or0).sub(input.Ok0) };
}

/**
 * The LCDM universe of given parameters: E^2 = Om0 x^3 + Or0 x^4 + Ok0 x^2 + OL0, x = 1 + z.
 *
 * @param params  the four parameters; a fixed input beside them takes precedence over `fixed`
 * @param fixed   Neff, Tcmb and Ok0
 */
export function lcdmCosmology(params: LcdmInput, fixed: FixedInputs = standardInputs): Cosmology {
  const input = { ...fixed, ...params };
  const { H0, Om0, Ok0 } = input;
  const { Or0, OL0 } = lcdmDensities(input);
  const bending = isFlat(Ok0) ? [] : [curvature(Ok0)];
  return {
    background: { H0, Ok0, components: [radiation(Or0), matter(Om0), ...bending, cosmologicalConstant(OL0)] },
    matter: physicalDensity(Om0, H0),
    baryons: input.Obh2,
    photons: photonDensity(input.Tcmb),
    spectralIndex: input.ns,
  };
}
