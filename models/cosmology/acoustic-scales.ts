/** The geometric numbers that the microwave background and galaxy surveys pin down. */

import { div, mul, sqrt, type Arr } from "../../src/index.ts";
import { SPEED_OF_LIGHT } from "./constants.ts";
import type { Cosmology } from "./cosmology.ts";
import { transverseDistance } from "./distances.ts";
import { dragFits, recombinationFits, type DragName, type RecombinationName } from "./recombination.ts";
import { soundHorizon } from "./sound-horizon.ts";

/** The sound horizon at decoupling and how it is seen; all scalars. */
export interface AcousticScales {
  /** z*. */
  readonly redshift: Arr;
  /** D_M(z*) [Mpc]. */
  readonly distance: Arr;
  /** r_s(z*) [Mpc]. */
  readonly horizon: Arr;
  /** R = sqrt(Om0) H0 D_M(z*) / c. */
  readonly shift: Arr;
  /** l_A = pi D_M(z*) / r_s(z*). */
  readonly multipole: Arr;
}

/** Distance, horizon, shift parameter and acoustic multipole at decoupling. */
export function acousticScales(cosmology: Cosmology, recombination: RecombinationName = "PLANCK18"): AcousticScales {
  const redshift = recombinationFits[recombination](cosmology.baryons, cosmology.matter);
  const distance = transverseDistance(cosmology.background, redshift);
  const horizon = soundHorizon(cosmology, redshift);
  return {
    redshift,
    distance,
    horizon,
    // sqrt(Om0) H0 = 100 sqrt(omega_m) km/s/Mpc
    shift: mul(sqrt(cosmology.matter), distance).mul(100 / SPEED_OF_LIGHT),
    multipole: div(distance, horizon).mul(Math.PI),
  };
}

/** The drag redshift z_d, scalar. */
export function dragRedshift(cosmology: Cosmology, drag: DragName = "PBUF9"): Arr {
  return dragFits[drag](cosmology.baryons, cosmology.matter);
}

/** The sound horizon at the drag epoch, r_d = r_s(z_d) [Mpc], scalar: the ruler of baryon acoustic oscillations. */
export function dragHorizon(cosmology: Cosmology, drag: DragName = "PBUF9"): Arr {
  return soundHorizon(cosmology, dragRedshift(cosmology, drag));
}
