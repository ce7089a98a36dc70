/** The normal distribution. */

import type { ArrLike } from "../../array/index.ts";
import { mul, normalCdf, normalQuantile, square, sub } from "../../ops/index.ts";
import type { QuantileDistribution } from "../distribution.ts";
import { finite, parameter, positive } from "../parameters.ts";
import { locationScale } from "./location-scale.ts";

const HALF_LOG_TWO_PI = 0.9189385332046728;

/** Parameters of a normal distribution, in the unit of its values; they broadcast. */
export interface NormalParameters {
  /** 0 unless given. */
  readonly mean?: ArrLike;
  /** Above 0; 1 unless given. */
  readonly standardDeviation?: ArrLike;
}

/**
 * Normal: f(x) = exp(−z²/2) / (σ√2π), z = (x − μ)/σ.
 *
 * @throws ParameterError for a mean that is not finite or a standard deviation that is not positive, where they are known
 * @example
 * ```ts
 * import { distributions } from "fluxion";
 * const heights = distributions.normal({ mean: 170, standardDeviation: 8 });
 * console.log(heights.cumulative(170).item()); // → 0.5
 * ```
 * @see Johnson, Kotz & Balakrishnan (1994), Continuous Univariate Distributions 1, chapter 13
 */
export function normal({ mean = 0, standardDeviation = 1 }: NormalParameters = {}): QuantileDistribution {
  const location = parameter("normal", "mean", mean, finite);
  const scale = parameter("normal", "standardDeviation", standardDeviation, positive);
  const logDensity = (z: ArrLike) => sub(mul(-0.5, square(z)), HALF_LOG_TWO_PI);
  return locationScale(
    "normal",
    {
      logDensity,
      cumulative: normalCdf,
      quantile: normalQuantile,
      mean: 0,
      variance: 1,
      variate: { parameters: [], one: (numbers) => numbers.normal() },
    },
    location,
    scale,
  );
}
