/** Densities that follow from the parameters of a universe. */

import { add, div, mul, pow, square, type Arr, type ArrLike } from "../../src/index.ts";
import { NEUTRINO_TO_PHOTON, PHOTON_DENSITY, REFERENCE_TEMPERATURE } from "./constants.ts";

/** Physical density Omega h^2 of a component of density Omega. */
export function physicalDensity(density: ArrLike, H0: ArrLike): Arr {
  return mul(density, square(div(H0, 100)));
}

/** Physical density of photons, omega_gamma, at temperature Tcmb [K]. */
export function photonDensity(Tcmb: ArrLike): Arr {
  return mul(PHOTON_DENSITY, pow(div(Tcmb, REFERENCE_TEMPERATURE), 4));
}

/** Physical density of photons and `Neff` species of massless neutrinos together, omega_r. */
export function radiationDensity(photons: ArrLike, Neff: ArrLike): Arr {
  return mul(photons, add(1, mul(NEUTRINO_TO_PHOTON, Neff)));
}
