/** The negative binomial distribution. */

import type { ArrLike } from "../../array/index.ts";
import { incompleteBeta } from "../../numerics/incomplete-beta.ts";
import { add, broadcastTo, div, log, log1p, logBeta, mul, square } from "../../ops/index.ts";
import { commonShape } from "../../ops/operands.ts";
import type { QuantileDistribution } from "../distribution.ts";
import { parameter, positive } from "../parameters.ts";
import { withQuantile } from "../draws/with-quantile.ts";
import { poissonVariate } from "../draws/count-variates.ts";
import { gammaVariate } from "../draws/gamma-variates.ts";
import { onSupport, wholeBetween } from "../support.ts";
import { stepwise, unboundedQuantile } from "./counts.ts";

/** Parameters of a negative binomial distribution, above 0; they broadcast. */
export interface NegativeBinomialParameters {
  /** Expected number. */
  readonly mean: ArrLike;
  /** φ: the variance is mean + mean² / φ, so that ∞ is the Poisson distribution; the number of failures where it is whole. */
  readonly concentration: ArrLike;
}

/**
 * Negative binomial: P(k) = Γ(k + φ) / (k! Γ(φ)) (φ/(μ + φ))^φ (μ/(μ + φ))^k, k = 0, 1, …: a Poisson distribution whose rate has a
 * gamma distribution of shape φ and mean μ.
 *
 * @throws ParameterError for a parameter that is not positive, where it is known
 * @example
 * ```ts
 * import { distributions } from "fluxion";
 * const counts = distributions.negativeBinomial({ mean: 4, concentration: 2 });
 * console.log(counts.variance.item()); // → 12
 * ```
 * @see Johnson, Kemp & Kotz (2005), chapter 5
 */
export function negativeBinomial(parameters: NegativeBinomialParameters): QuantileDistribution {
  const mean = parameter("negativeBinomial", "mean", parameters.mean, positive);
  const concentration = parameter("negativeBinomial", "concentration", parameters.concentration, positive);
  const shape = commonShape([mean.shape, concentration.shape], "negativeBinomial");
  const variance = add(mean, div(square(mean), concentration));
  const stop = div(concentration, add(mean, concentration));
  const below = (k: ArrLike) => incompleteBeta(concentration, add(k, 1), stop);
  return withQuantile(
    {
      name: "negativeBinomial",
      support: { kind: "integer", lower: 0, upper: Infinity },
      logDensity: (x) =>
        onSupport(x, wholeBetween(x, 0, Number.MAX_VALUE), 0, (k) => {
          // Γ(k + φ) / (k! Γ(φ)) = 1 / ((k + φ) B(k + 1, φ)), and log(φ/(μ + φ)) = −log1p(μ/φ).
          const ways = add(log(add(k, concentration)), logBeta(add(k, 1), concentration));
          const stops = mul(concentration, log1p(div(mean, concentration)));
          const goes = mul(k, log1p(div(concentration, mean)));
          return add(add(ways, stops), goes).neg();
        }),
      cumulative: (x) => stepwise(x, Infinity, below),
      quantile: (p) => unboundedQuantile(p, broadcastTo(mean, shape), broadcastTo(variance, shape), below),
      mean: broadcastTo(mean, shape),
      variance: broadcastTo(variance, shape),
    },
    {
      parameters: [mean, concentration],
      one: (numbers, [expected, phi]) => poissonVariate(numbers, gammaVariate(numbers, phi!) * (expected! / phi!)),
    },
  );
}
