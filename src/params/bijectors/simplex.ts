/** Simplex: positive components that add up to one, by breaking a stick. */
import { type Arr, array, zeros } from "../../array/index.ts";
import { concat, cumsum, exp, log, softplus, sub, sum } from "../../ops/index.ts";
import type { VectorBijector } from "./vector-bijector.ts";

/** Components may miss a sum of one by this much and be meant to have it. */
const sumTolerance = 1e-8;

/**
 * Positive components that add up to one: fractions, weights, probabilities. One number fewer describes them: each breaks its
 * share off what is left of a stick, and u = 0 is the stick in equal parts. All is done in logarithms, so that fractions as
 * small as numbers can be keep their digits.
 *
 * @example
 * ```ts
 * import { array, bijectors } from "fluxion";
 * const weights = bijectors.simplex.forward(array([0, 0, 0]));
 * console.log(Array.from(weights.toArray(), (weight) => weight.toFixed(4))); // → [ '0.2500', '0.2500', '0.2500', '0.2500' ]
 * ```
 * @see Stan Development Team, Stan Reference Manual, "Unit simplex"
 */
export const simplex: VectorBijector = {
  name: "simplex",
  rank: 1,
  shortest: 2,
  // The last component is what the others leave.
  coordinates: ([length]) => Array.from({ length: length! - 1 }, (_, k) => k),
  forward: (u) => {
    const { share, left } = broken(u);
    return exp(concat([share.add(before(left)), left.slice("...", [-1, null])], -1));
  },
  // Share of component k: x_k of x_k + x_{k+1} + ..., whose logit is log x_k - log(x_{k+1} + ...).
  inverse: (x) => {
    const after = cumsum(x, -1, { reverse: true }).slice("...", [1, null]);
    const odds = sub(log(x.slice("...", [null, -1])), log(after));
    return odds.sub(equalShares(odds.shape.at(-1)!));
  },
  // dx/du is triangular: dx_k/du_k = share_k (1 - share_k) times what is left before it.
  logDetJacobian: (u) => {
    const { share, rest, left } = broken(u);
    return sum(share.add(rest).add(before(left)), -1);
  },
  complaint: (x) => {
    const total = x.reduce((sum, value) => sum + value, 0);
    const isInside = x.every((value) => value > 0) && Math.abs(total - 1) <= sumTolerance;
    return isInside ? null : "positive components that add up to 1";
  },
};

/** Logarithms of the share broken off at each place, of the rest, and of what is left of the stick after it. */
function broken(u: Arr): { readonly share: Arr; readonly rest: Arr; readonly left: Arr } {
  const odds = u.add(equalShares(u.shape.at(-1)!));
  const rest = softplus(odds).neg();
  return { share: softplus(odds.neg()).neg(), rest, left: cumsum(rest, -1) };
}

/** What was left before each place: the whole stick before the first. */
function before(left: Arr): Arr {
  return concat([zeros([...left.shape.slice(0, -1), 1]), left.slice("...", [null, -1])], -1);
}

/** Logits of the shares 1/n, 1/(n-1), ..., 1/2 that break a stick into n equal parts. */
function equalShares(count: number): Arr {
  return array(Float64Array.from({ length: count }, (_, k) => -Math.log(count - k)));
}
