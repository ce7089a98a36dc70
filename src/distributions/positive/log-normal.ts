/** The log-normal distribution. */

import { add, exp, expm1, log, mul, square, sub } from "../../ops/index.ts";
import type { LocationScale } from "../continuous/location-scale.ts";
import { readLocationScale } from "../continuous/location-scale.ts";
import { normal } from "../continuous/normal.ts";
import type { QuantileDistribution } from "../distribution.ts";
import { withQuantile } from "../draws/with-quantile.ts";
import { between, cumulativeBetween, onSupport } from "../support.ts";

/**
 * Log-normal: the exponential of a normal variate of mean `location` and standard deviation `scale`; f(x) = φ(z) / (xσ), z = (log x − μ)/σ.
 *
 * @param parameters  of the logarithm, dimensionless: `location`, 0 unless given, and `scale`, above 0, 1 unless given
 * @throws ParameterError for a location that is not finite or a scale that is not positive, where they are known
 * @example
 * ```ts
 * import { distributions } from "fluxion";
 * console.log(distributions.logNormal({ location: 2 }).quantile(0.5).log().item()); // → 2
 * ```
 * @see Johnson, Kotz & Balakrishnan (1994), chapter 14
 */
export function logNormal(parameters: LocationScale = {}): QuantileDistribution {
  const [location, scale] = readLocationScale("logNormal", parameters);
  const logarithm = normal({ mean: location, standardDeviation: scale });
  const mean = exp(add(location, mul(0.5, square(scale))));
  const inside = [Number.MIN_VALUE, Number.MAX_VALUE] as const;
  return withQuantile({
    name: "logNormal",
    support: { kind: "real", lower: 0, upper: Infinity },
    logDensity: (x) =>
      onSupport(x, between(x, ...inside), 1, (place) => sub(logarithm.logDensity(log(place)), log(place))),
    cumulative: (x) => cumulativeBetween(x, ...inside, (place) => logarithm.cumulative(log(place)), 1),
    quantile: (p) => exp(logarithm.quantile(p)),
    mean,
    variance: mul(square(mean), expm1(square(scale))),
  });
}
