/** The gamma distribution. */

import type { Arr, ArrLike } from "../../array/index.ts";
import { broadcastTo, div, exp, gammaP, lgamma, log, mul, square, sub, xLogY, add } from "../../ops/index.ts";
import { commonShape } from "../../ops/operands.ts";
import type { QuantileDistribution } from "../distribution.ts";
import { inverseCumulative } from "../../numerics/inverse-cumulative.ts";
import { parameter, positive } from "../parameters.ts";
import { withQuantile } from "../draws/with-quantile.ts";
import { gammaVariate } from "../draws/gamma-variates.ts";
import { between, cumulativeBetween, onSupport } from "../support.ts";

/** Parameters of a gamma distribution, above 0; they broadcast. */
export interface GammaParameters {
  /** Dimensionless. */
  readonly shape: ArrLike;
  /** Per unit of the values; 1 unless given. */
  readonly rate?: ArrLike;
}

/** log of the density of rate 1 for x ≥ 0. */
export function logStandardGamma(x: Arr, shape: Arr): Arr {
  return sub(sub(xLogY(sub(shape, 1), x), x), lgamma(shape));
}

/** The x with P(shape, x) = p: the inverse of the incomplete gamma function. */
export const gammaQuantile = inverseCumulative(
  "positive",
  (x, shape) => gammaP(shape, x),
  (x, shape) => exp(logStandardGamma(x, shape)),
);

/**
 * Gamma: f(x) = β^α x^(α−1) exp(−βx) / Γ(α) for x ≥ 0.
 *
 * @throws ParameterError for a parameter that is not positive, where it is known
 * @example
 * ```ts
 * import { distributions } from "fluxion";
 * const wait = distributions.gamma({ shape: 3, rate: 2 });
 * console.log(wait.mean.item(), wait.variance.item()); // → 1.5 0.75
 * ```
 * @see Johnson, Kotz & Balakrishnan (1994), chapter 17
 */
export function gamma(parameters: GammaParameters): QuantileDistribution {
  const shape = parameter("gamma", "shape", parameters.shape, positive);
  const rate = parameter("gamma", "rate", parameters.rate ?? 1, positive);
  const common = commonShape([shape.shape, rate.shape], "gamma");
  return withQuantile(
    {
      name: "gamma",
      support: { kind: "real", lower: 0, upper: Infinity },
      logDensity: (x) =>
        onSupport(x, between(x, 0, Number.MAX_VALUE), 1, (place) =>
          add(log(rate), logStandardGamma(mul(rate, place), shape)),
        ),
      cumulative: (x) => cumulativeBetween(x, 0, Number.MAX_VALUE, (place) => gammaP(shape, mul(rate, place)), 1),
      quantile: (p) => div(gammaQuantile(p, shape), rate),
      mean: broadcastTo(div(shape, rate), common),
      variance: broadcastTo(div(shape, square(rate)), common),
    },
    { parameters: [shape, rate], one: (numbers, [a, b]) => gammaVariate(numbers, a!) / b! },
  );
}
