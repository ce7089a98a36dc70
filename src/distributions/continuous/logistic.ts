/** The logistic distribution. */

import { logit, mul, neg, sigmoid, softplus, sub } from "../../ops/index.ts";
import type { QuantileDistribution } from "../distribution.ts";
import { locationScale, type LocationScale, readLocationScale } from "./location-scale.ts";

/**
 * Logistic: f(x) = σ(z) σ(−z) / s, z = (x − location)/s, with σ the sigmoid.
 *
 * @throws ParameterError for a location that is not finite or a scale that is not positive, where they are known
 * @example
 * ```ts
 * import { distributions } from "fluxion";
 * console.log(distributions.logistic().logDensity(0).exp().item().toFixed(14)); // → 0.25000000000000
 * ```
 * @see Johnson, Kotz & Balakrishnan (1995), chapter 23
 */
export function logistic(parameters: LocationScale = {}): QuantileDistribution {
  return locationScale(
    "logistic",
    {
      // Even in z; −z − 2 log(1 + e^−z) has a derivative at 0 too.
      logDensity: (z) => sub(neg(z), mul(2, softplus(neg(z)))),
      cumulative: sigmoid,
      quantile: logit,
      mean: 0,
      variance: Math.PI ** 2 / 3,
    },
    ...readLocationScale("logistic", parameters),
  );
}
