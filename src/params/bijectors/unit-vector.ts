/** Unit vectors: directions, by vectors of any length. */
import { div, log, sqrt, square, sum } from "../../ops/index.ts";
import { logGamma } from "../../primitives/special/log-gamma.ts";
import type { VectorBijector } from "./vector-bijector.ts";

/** The square of the length of a vector that is meant to have length one may miss it by this much. */
const lengthTolerance = 1e-8;

/** How strongly a length of zero, where there is no direction, is avoided: the density of u falls with this power of the length. */
const REPULSION = 4;

/**
 * Vectors of length one: directions. No map of n - 1 numbers covers a sphere without a hole, so u has n, of which x = u / |u| is the
 * direction; the length |u|, which says nothing of x, has a distribution of its own, that of the root of a χ² variate with n + 4 degrees
 * of freedom. It keeps away from u = 0, where there is no direction, and leaves a mode where the density of x has one. `logDetJacobian`
 * is what follows for u from a density of x per area of the sphere: -(n - 1) log |u| for the map, and the log density of the length, which
 * integrates to one, so that an evidence stays what it is. `inverse` gives the length that is likeliest, two. Without unit.
 *
 * @example
 * ```ts
 * import { array, bijectors } from "fluxion";
 * console.log(bijectors.unitVector.forward(array([3, 0, 4])).toNested()); // → [ 0.6, 0, 0.8 ]
 * ```
 * @see Muller (1959), Communications of the ACM 2, 19; Stan Reference Manual, "Unit vector", where the length repels by no power
 */
export const unitVector: VectorBijector = {
  name: "unitVector",
  rank: 1,
  shortest: 2,
  coordinates: ([length]) => Array.from({ length: length! }, (_, k) => k),
  forward: (u) => div(u, sqrt(sum(square(u), -1, { keepDims: true }))),
  inverse: (x) => x.mul(Math.sqrt(REPULSION)),
  // log of 2 r^(k - 1) e^(-r²/2) / (2^(k/2) Γ(k/2)), k = n + 4, less (n - 1) log r.
  logDetJacobian: (u) => {
    const freedom = u.shape.at(-1)! + REPULSION;
    const squared = sum(square(u), -1);
    const constant = (1 - freedom / 2) * Math.LN2 - logGamma(freedom / 2);
    return log(squared)
      .mul(REPULSION / 2)
      .sub(squared.mul(0.5))
      .add(constant);
  },
  complaint: (x) => {
    const squared = x.reduce((total, value) => total + value * value, 0);
    return Math.abs(squared - 1) <= lengthTolerance ? null : "a vector of length 1";
  },
};
