/** Quantities that follow from the parameters of LCDM and are reported beside them. */

import { div, mul, type Arr } from "../../src/index.ts";
import { acousticScales, dragRedshift } from "./acoustic-scales.ts";
import { lcdmCosmology, lcdmDensities } from "./cosmology.ts";
import { physicalDensity } from "./densities.ts";
import type { RecombinationChoice } from "./recombination.ts";
import { soundHorizon } from "./sound-horizon.ts";
import { standardInputs, type FixedInputs, type LcdmInput } from "./spec.ts";

/** Derived quantities, all scalars. */
export interface LcdmDerived {
  /** omega_m = Om0 h^2. */
  readonly Omh2: Arr;
  /** Baryons today / critical density. */
  readonly Ob0: Arr;
  /** Photons and massless neutrinos today / critical density. */
  readonly Or0: Arr;
  /** Cosmological constant / critical density. */
  readonly OL0: Arr;
  /** Redshift of decoupling. */
  readonly zStar: Arr;
  /** Sound horizon at decoupling [Mpc]. */
  readonly rStar: Arr;
  /** Transverse comoving distance to decoupling [Mpc]. */
  readonly distanceStar: Arr;
  /** Angular size of the sound horizon at decoupling, 100 r_s / D_M [100 rad]. */
  readonly theta100: Arr;
  /** Drag redshift. */
  readonly zDrag: Arr;
  /** Sound horizon at the drag epoch [Mpc]. */
  readonly rDrag: Arr;
}

/** Derived quantities of LCDM, by the fits named in `choice`. */
export function lcdmDerived(
  params: LcdmInput,
  choice: RecombinationChoice & { readonly fixed?: FixedInputs } = {},
): LcdmDerived {
  const input = { ...(choice.fixed ?? standardInputs), ...params };
  const cosmology = lcdmCosmology(input);
  const star = acousticScales(cosmology, choice.recombination);
  const zDrag = dragRedshift(cosmology, choice.drag);
  return {
    Omh2: physicalDensity(input.Om0, input.H0),
    Ob0: div(input.Obh2, physicalDensity(1, input.H0)),
    ...lcdmDensities(input),
    zStar: star.redshift,
    rStar: star.horizon,
    distanceStar: star.distance,
    theta100: mul(100, div(star.horizon, star.distance)),
    zDrag,
    rDrag: soundHorizon(cosmology, zDrag),
  };
}
