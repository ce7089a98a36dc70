/** The inverse gamma distribution. */

import type { Arr, ArrLike } from "../../array/index.ts";
import { broadcastTo, div, exp, gammaQ, greater, lgamma, log, mul, square, sub, where } from "../../ops/index.ts";
import { commonShape } from "../../ops/operands.ts";
import type { QuantileDistribution } from "../distribution.ts";
import { inverseCumulative } from "../../numerics/inverse-cumulative.ts";
import { parameter, positive } from "../parameters.ts";
import { withQuantile } from "../draws/with-quantile.ts";
import { logGammaVariate } from "../draws/gamma-variates.ts";
import { exp as exponential } from "../../numerics/elementary.ts";
import { between, cumulativeBetween, onSupport } from "../support.ts";

/** Parameters of an inverse gamma distribution, above 0; they broadcast. */
export interface InverseGammaParameters {
  /** Dimensionless. */
  readonly shape: ArrLike;
  /** In the unit of the values; 1 unless given. */
  readonly scale?: ArrLike;
}

/** The smallest positive normal number: below, the density is 0 to all digits unless the scale is of its size. */
const SMALLEST = 2.2250738585072014e-308;

/** log of the density of scale 1. */
function logDensityOf(x: Arr, shape: Arr): Arr {
  return sub(sub(mul(sub(-1, shape), log(x)), div(1, x)), lgamma(shape));
}

const standardQuantile = inverseCumulative(
  "positive",
  (x, shape) => gammaQ(shape, div(1, x)),
  (x, shape) => exp(logDensityOf(x, shape)),
);

/**
 * Inverse gamma: f(x) = β^α x^(−α−1) exp(−β/x) / Γ(α) for x > 0: the reciprocal of a gamma variate. The mean exists for α > 1, the variance
 * for α > 2.
 *
 * @throws ParameterError for a parameter that is not positive, where it is known
 * @example
 * ```ts
 * import { distributions } from "fluxion";
 * console.log(distributions.inverseGamma({ shape: 3, scale: 4 }).mean.item()); // → 2
 * ```
 * @see Johnson, Kotz & Balakrishnan (1994), section 17.8
 */
export function inverseGamma(parameters: InverseGammaParameters): QuantileDistribution {
  const shape = parameter("inverseGamma", "shape", parameters.shape, positive);
  const scale = parameter("inverseGamma", "scale", parameters.scale ?? 1, positive);
  const common = commonShape([shape.shape, scale.shape], "inverseGamma");
  const [hasMean, hasVariance] = [greater(shape, 1), greater(shape, 2)];
  const excess = sub(where(hasMean, shape, 2), 1);
  const second = sub(where(hasVariance, shape, 3), 2);
  return withQuantile(
    {
      name: "inverseGamma",
      support: { kind: "real", lower: 0, upper: Infinity },
      logDensity: (x) =>
        onSupport(x, between(x, SMALLEST, Number.MAX_VALUE), 1, (place) => {
          return sub(logDensityOf(div(place, scale), shape), log(scale));
        }),
      cumulative: (x) =>
        cumulativeBetween(x, SMALLEST, Number.MAX_VALUE, (place) => gammaQ(shape, div(scale, place)), 1),
      quantile: (p) => mul(scale, standardQuantile(p, shape)),
      mean: broadcastTo(where(hasMean, div(scale, excess), Infinity), common),
      variance: broadcastTo(where(hasVariance, div(square(scale), mul(square(excess), second)), Infinity), common),
    },
    { parameters: [shape, scale], one: (numbers, [a, b]) => b! * exponential(-logGammaVariate(numbers, a!)) },
  );
}
