/** The comoving distance that sound travelled in the baryon-photon fluid before a redshift. */

import { add, div, mul, reciprocal, sqrt, square, type Arr, type ArrLike, quadrature } from "../../src/index.ts";
import { expansionSquared } from "./background.ts";
import { SPEED_OF_LIGHT } from "./constants.ts";
import type { Cosmology } from "./cosmology.ts";

/**
 * r_s(z) = (c / H0) times the integral of da / (a^2 E sqrt(3 (1 + R a))) from 0 to 1 / (1 + z), with
 * R = 3 omega_b / (4 omega_gamma) (Eisenstein & Hu 1998, eqs. 5 and 6).
 *
 * The integrand stays finite at a = 0, where a^2 E is the square root of the radiation density, so the panel starts there. In
 * sqrt a, which keeps away from the pole at minus the scale factor of equality, 24 nodes give 1e-15 relative near observed
 * universes and 1e-12 in the far corner of the parameters' bounds, H0 = 150 and Om0 = 0.99.
 *
 * @param redshift  any shape, > 0; the fluid of baryons and photons exists above the drag epoch, near 1060
 * @returns  shape of the redshift, Mpc
 */
export function soundHorizon(cosmology: Cosmology, redshift: ArrLike): Arr {
  const { background, baryons, photons } = cosmology;
  const baryonLoading = div(mul(0.75, baryons), photons);
  const integrand = (root: Arr) => {
    const a = square(root);
    const x = reciprocal(a);
    const slowing = mul(baryonLoading, a).add(1);
    // da / a^2 = 2 x^2 sqrt(a) d sqrt(a)
    return div(mul(root, square(x)), sqrt(expansionSquared(background, x).mul(slowing)));
  };
  const path = quadrature.integrate(integrand, 0, sqrt(reciprocal(add(redshift, 1))), { nodes: 24 });
  return mul(div((2 * SPEED_OF_LIGHT) / Math.sqrt(3), background.H0), path);
}
