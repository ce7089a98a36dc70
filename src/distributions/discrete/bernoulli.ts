/** The Bernoulli distribution, by its probability or by the logarithm of its odds. */

import { type Arr, type ArrLike } from "../../array/index.ts";
import {
  equal,
  floor,
  greater,
  greaterEqual,
  less,
  logicalOr,
  mul,
  neg,
  sigmoid,
  softplus,
  sub,
  where,
  xLogY,
  add,
  isNaN,
} from "../../ops/index.ts";
import { ParameterError } from "../../errors/index.ts";
import type { QuantileDistribution } from "../distribution.ts";
import { finite, parameter, probability } from "../parameters.ts";
import { withQuantile } from "../draws/with-quantile.ts";
import { onSupport } from "../support.ts";

/** The probability of 1, in one of two forms. */
export type BernoulliParameters =
  /** Between 0 and 1. */
  | { readonly probability: ArrLike; readonly logit?: undefined }
  /** log(p / (1 − p)), finite. */
  | { readonly logit: ArrLike; readonly probability?: undefined };

/**
 * Bernoulli: 1 with probability p, 0 otherwise. By `logit` its log density is exact however certain the outcome.
 *
 * @throws ParameterError for a probability outside of [0, 1] or a logit that is not finite, where known, or unless one is given
 * @example
 * ```ts
 * import { distributions } from "fluxion";
 * console.log(distributions.bernoulli({ probability: 0.25 }).logDensity(1).exp().item()); // → 0.25
 * console.log(distributions.bernoulli({ logit: -800 }).logDensity(1).item()); // → -800
 * ```
 * @see Johnson, Kemp & Kotz (2005), Univariate Discrete Distributions, section 3.2
 */
export function bernoulli(parameters: BernoulliParameters): QuantileDistribution {
  if ((parameters.probability === undefined) === (parameters.logit === undefined)) {
    throw new ParameterError({
      where: "distributions.bernoulli",
      expected: "either probability or logit",
      received: parameters.probability === undefined ? "neither" : "both",
    });
  }
  const byLogit = parameters.logit !== undefined;
  const given = byLogit
    ? parameter("bernoulli", "logit", parameters.logit, finite)
    : parameter("bernoulli", "probability", parameters.probability, probability);
  const one = byLogit ? sigmoid(given) : given;
  const zero = byLogit ? sigmoid(neg(given)) : sub(1, given);
  const logProbability = (x: Arr): Arr => {
    if (!byLogit) return add(xLogY(x, one), xLogY(sub(1, x), zero));
    return neg(softplus(where(equal(x, 1), neg(given), given)));
  };
  return withQuantile({
    name: "bernoulli",
    support: { kind: "integer", lower: 0, upper: 1 },
    logDensity: (x) => onSupport(x, logicalOr(equal(x, 0), equal(x, 1)), 0, logProbability),
    cumulative: (x) => {
      const k = floor(x);
      return where(isNaN(k), NaN, where(less(k, 0), 0, where(greaterEqual(k, 1), 1, zero)));
    },
    quantile: (p) => where(greater(p, zero), 1, 0),
    mean: one,
    variance: mul(one, zero),
  });
}
