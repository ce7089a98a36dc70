/** The Poisson distribution. */

import type { ArrLike } from "../../array/index.ts";
import { add, gammaQ, lgamma, sub, xLogY } from "../../ops/index.ts";
import type { QuantileDistribution } from "../distribution.ts";
import { notNegative, parameter } from "../parameters.ts";
import { withQuantile } from "../draws/with-quantile.ts";
import { poissonVariate } from "../draws/count-variates.ts";
import { onSupport, wholeBetween } from "../support.ts";
import { stepwise, unboundedQuantile } from "./counts.ts";

/**
 * Poisson: P(k) = λ^k exp(−λ) / k!, k = 0, 1, ….
 *
 * @param parameters  `rate`: λ, the expected number, at least 0
 * @throws ParameterError for a rate that is negative or not finite, where it is known
 * @example
 * ```ts
 * import { distributions } from "fluxion";
 * console.log(distributions.poisson({ rate: 3 }).logDensity(0).item()); // → -3
 * ```
 * @see Johnson, Kemp & Kotz (2005), chapter 4
 */
export function poisson(parameters: { readonly rate: ArrLike }): QuantileDistribution {
  const rate = parameter("poisson", "rate", parameters.rate, notNegative);
  const below = (k: ArrLike) => gammaQ(add(k, 1), rate);
  return withQuantile(
    {
      name: "poisson",
      support: { kind: "integer", lower: 0, upper: Infinity },
      logDensity: (x) =>
        onSupport(x, wholeBetween(x, 0, Number.MAX_VALUE), 0, (k) => sub(sub(xLogY(k, rate), rate), lgamma(add(k, 1)))),
      cumulative: (x) => stepwise(x, Infinity, below),
      quantile: (p) => unboundedQuantile(p, rate, rate, below),
      mean: rate,
      variance: rate,
    },
    { parameters: [rate], one: (numbers, [expected]) => poissonVariate(numbers, expected!) },
  );
}
