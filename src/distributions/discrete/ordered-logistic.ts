/** The ordered logistic distribution. */

import type { Arr, ArrLike } from "../../array/index.ts";
import { describeShape, ShapeError } from "../../errors/index.ts";
import { add, concat, expandDims, greater, log1mexp, neg, slice, softplus, sub } from "../../ops/index.ts";
import type { QuantileDistribution } from "../distribution.ts";
import { finite, parameter, requireEach } from "../parameters.ts";
import { tabulated } from "./tabulated.ts";

/** Parameters of an ordered logistic distribution, dimensionless. */
export interface OrderedLogisticParameters {
  /** Where the outcome tends to lie, any shape. */
  readonly predictor: ArrLike;
  /** Shape [n − 1], rising: the boundaries between n outcomes. */
  readonly cutpoints: Arr;
}

/**
 * Ordered logistic: P(k) = σ(cₖ − η) − σ(cₖ₋₁ − η), k = 0 … n − 1, with σ the sigmoid, c₋₁ = −∞ and cₙ₋₁ = ∞.
 *
 * @throws ShapeError unless the cutpoints are a vector of at least one; ParameterError unless they rise, where they are known
 * @example
 * ```ts
 * import { array, distributions } from "fluxion";
 * const answer = distributions.orderedLogistic({ predictor: 0, cutpoints: array([-1, 1]) });
 * console.log(answer.mean.item().toFixed(12)); // → 1.000000000000
 * ```
 * @see McCullagh (1980), Journal of the Royal Statistical Society B 42, 109
 */
export function orderedLogistic(parameters: OrderedLogisticParameters): QuantileDistribution {
  const cutpoints = parameter("orderedLogistic", "cutpoints", parameters.cutpoints, finite);
  if (cutpoints.rank !== 1 || cutpoints.size === 0) {
    throw new ShapeError({
      where: "distributions.orderedLogistic",
      path: "cutpoints",
      expected: "[n − 1], at least one",
      received: describeShape(cutpoints.shape),
    });
  }
  const [above, below] = [slice(cutpoints, [1, null]), slice(cutpoints, [0, -1])];
  requireEach("orderedLogistic", "cutpoints", cutpoints, "rising cutpoints", () => greater(above, below));
  const predictor = parameter("orderedLogistic", "predictor", parameters.predictor, finite);
  const z = sub(cutpoints, expandDims(predictor, -1));
  const [low, high] = [slice(z, "...", [0, -1]), slice(z, "...", [1, null])];
  const first = neg(softplus(neg(slice(z, "...", [0, 1]))));
  const last = neg(softplus(slice(z, "...", [-1, null])));
  // σ(b) − σ(a) = σ(b) σ(−a) (1 − e^−(b − a))
  const middle = sub(log1mexp(sub(above, below)), add(softplus(neg(high)), softplus(low)));
  return tabulated("orderedLogistic", concat([first, middle, last], -1));
}
