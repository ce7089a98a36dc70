/** The leapfrog problem that every contender solves: orbits in an NFW halo, and a scalar to differentiate. */
import { initialConditions, type PhaseSpace } from "./initial-conditions.ts";

/** Gravitational constant [kpc (km/s)^2 / Msun]. */
export const GRAVITATIONAL_CONSTANT = 4.300917270036279e-6;

/** The halo, by the two numbers that are differentiated. */
export interface Halo {
  /** ln(rho_s / (Msun/kpc^3)). */
  readonly lnDensity: number;
  /** r_s [kpc]. */
  readonly scaleRadius: number;
}

/**
 * `orbits` orbits in an NFW halo, `steps` leapfrog steps of `timeStep` [kpc/(km/s) = 977.8 Myr].
 *
 * Acceleration -G M(<r)/r^3 x with M = 4 pi rho_s r_s^3 (ln(1 + s) - s/(1 + s)), s = r/r_s. Kick-drift-kick with adjacent half-kicks
 * merged, so one force evaluation a step: half a kick; `steps` times drift and kick; half a kick back.
 *
 * The scalar is the mean over orbits of the squared final distance |x|^2 [kpc^2]; its gradient is taken with respect to
 * ln rho_s, r_s and the whole initial state, 2 + 6 N numbers.
 */
export interface LeapfrogProblem {
  readonly halo: Halo;
  readonly start: PhaseSpace<Float64Array>;
  readonly timeStep: number;
  readonly orbits: number;
  readonly steps: number;
}

/** The problem at a given size: rho_s = 4e7 Msun/kpc^3, r_s = 1 kpc, steps of 1e-3 (some 50 to the shortest orbit). */
export function leapfrogProblem(orbits: number, steps: number): LeapfrogProblem {
  const halo = { lnDensity: Math.log(4.0e7), scaleRadius: 1 };
  return { halo, start: initialConditions(orbits), timeStep: 1e-3, orbits, steps };
}
