/** Ordered vectors: each component greater than the one before it. */
import { type Arr } from "../../array/index.ts";
import { concat, cumsum, exp, log, sum } from "../../ops/index.ts";
import type { VectorBijector } from "./vector-bijector.ts";

/**
 * Vectors in rising order: x₀ = u₀, and each further component is exp(uₖ) above the one before. Breaks the symmetry of
 * mixtures and makes thresholds. Unit of x: that of the leaf; of u: the logarithm of steps in that unit.
 *
 * @example
 * ```ts
 * import { array, bijectors } from "fluxion";
 * console.log(bijectors.ordered.forward(array([-1, 0, 0])).toNested()); // → [ -1, 0, 1 ]
 * ```
 * @see Stan Development Team, Stan Reference Manual, "Ordered vector"
 */
export const ordered: VectorBijector = {
  name: "ordered",
  rank: 1,
  shortest: 1,
  coordinates: ([length]) => Array.from({ length: length! }, (_, k) => k),
  forward: (u) => cumsum(concat([first(u), exp(steps(u))], -1), -1),
  inverse: (x) => concat([first(x), log(steps(x).sub(x.slice("...", [null, -1])))], -1),
  // dx/du is triangular with 1, exp(u₁), exp(u₂), ... on its diagonal.
  logDetJacobian: (u) => sum(steps(u), -1),
  complaint: (x) => (x.every((value, k) => k === 0 || value > x[k - 1]!) ? null : "components in rising order"),
};

function first(x: Arr): Arr {
  return x.slice("...", [null, 1]);
}

function steps(x: Arr): Arr {
  return x.slice("...", [1, null]);
}
