/** Sums to zero: vectors whose components add up to nothing. */
import { type Arr, array, zeros } from "../../array/index.ts";
import { concat, cumsum, mul, sub } from "../../ops/index.ts";
import type { VectorBijector } from "./vector-bijector.ts";

/** A sum may miss zero by this much of the size of the components and be meant to be zero. */
const sumTolerance = 1e-8;

/**
 * Vectors whose components add up to zero: effects of groups beside their mean. One number fewer describes them, their coordinates along
 * orthonormal contrasts: component k + 1 against the mean of those before it. Distances stay what they are, so that `logDetJacobian` is
 * zero for densities per area of the plane on which x lies, and no component is treated unlike the others. Unit of u: that of x.
 *
 * @example
 * ```ts
 * import { array, bijectors } from "fluxion";
 * const effects = bijectors.sumToZero.forward(array([Math.SQRT2, 0]));
 * console.log(Array.from(effects.toArray(), (x) => x.toFixed(12)).join(" ")); // → 1.000000000000 -1.000000000000 0.000000000000
 * ```
 * @see Egozcue et al. (2003), Isometric logratio transformations, Mathematical Geology 35, 279; Stan Reference Manual, "Zero sum vectors"
 */
export const sumToZero: VectorBijector = {
  name: "sumToZero",
  rank: 1,
  shortest: 2,
  // The last component is what the others leave.
  coordinates: ([length]) => Array.from({ length: length! - 1 }, (_, k) => k),
  // Contrast k = 1, 2, ... is (1, ..., 1, -k, 0, ...) / √(k (k + 1)): x_j = Σ w_k over k >= j, less (j - 1) w_(j-1).
  forward: (u) => {
    const count = u.shape.at(-1)!;
    const weighted = mul(u, norms(count));
    const zero = zeros([...u.shape.slice(0, -1), 1]);
    const later = concat([cumsum(weighted, -1, { reverse: true }), zero], -1);
    return sub(later, concat([zero, mul(weighted, orders(count))], -1));
  },
  inverse: (x) => {
    const count = x.shape.at(-1)! - 1;
    const before = cumsum(x, -1).slice("...", [null, -1]);
    return mul(sub(before, mul(x.slice("...", [1, null]), orders(count))), norms(count));
  },
  logDetJacobian: (u) => mul(u, 0).sum(-1),
  complaint: (x) => {
    const total = x.reduce((sum, value) => sum + value, 0);
    const size = x.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    return Math.abs(total) <= sumTolerance * size ? null : "components that add up to 0";
  },
};

/** 1, 2, ..., count. */
function orders(count: number): Arr {
  return array(Float64Array.from({ length: count }, (_, k) => k + 1));
}

/** 1 / √(k (k + 1)) for k = 1, 2, ..., count. */
function norms(count: number): Arr {
  return array(Float64Array.from({ length: count }, (_, k) => 1 / Math.sqrt((k + 1) * (k + 2))));
}
