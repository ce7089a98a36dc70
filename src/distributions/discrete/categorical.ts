/** The categorical distribution. */

import type { ArrLike } from "../../array/index.ts";
import { ShapeError, describeShape } from "../../errors/index.ts";
import { logSoftmax } from "../../ops/index.ts";
import type { QuantileDistribution } from "../distribution.ts";
import { parameter, type Requirement } from "../parameters.ts";
import { equal, less, logicalAnd } from "../../ops/index.ts";
import { tabulated } from "./tabulated.ts";

/** −∞ is a probability of 0. */
const logWeight: Requirement = {
  expected: "below ∞, and a number",
  holds: (value) => logicalAnd(less(value, Infinity), equal(value, value)),
};

/**
 * Categorical: P(k) = exp(ηₖ) / Σ exp(ηⱼ), k = 0 … n − 1.
 *
 * @param parameters  `logits`: η, shape [..., n], dimensionless, up to a common constant: logarithms of weights
 * @throws ParameterError for a logit that is ∞ or NaN, where known; ShapeError when the logits have no axis
 * @example
 * ```ts
 * import { array, distributions } from "fluxion";
 * const die = distributions.categorical({ logits: array([1, 2, 1]).log() });
 * console.log(die.logDensity(1).exp().item(), die.mean.item()); // → 0.5 1
 * ```
 * @see Johnson, Kotz & Balakrishnan (1997), Discrete Multivariate Distributions, chapter 35, for one trial
 */
export function categorical({ logits }: { readonly logits: ArrLike }): QuantileDistribution {
  const weights = parameter("categorical", "logits", logits, logWeight);
  if (weights.rank === 0) {
    throw new ShapeError({
      where: "distributions.categorical",
      path: "logits",
      expected: "[..., n], one for each outcome",
      received: describeShape(weights.shape),
    });
  }
  return tabulated("categorical", logSoftmax(weights));
}
