/** The uniform distribution. */

import type { ArrLike } from "../../array/index.ts";
import { add, div, greater, log, mul, neg, square, sub } from "../../ops/index.ts";
import type { QuantileDistribution } from "../distribution.ts";
import { finite, parameter, requireEach } from "../parameters.ts";
import { withQuantile } from "../draws/with-quantile.ts";
import { between, cumulativeBetween, onSupport } from "../support.ts";

/** Bounds of a uniform distribution, in the unit of its values; they broadcast. */
export interface UniformParameters {
  /** 0 unless given. */
  readonly lower?: ArrLike;
  /** Above `lower`; 1 unless given. */
  readonly upper?: ArrLike;
}

/**
 * Uniform: f(x) = 1 / (upper − lower) between the bounds.
 *
 * @throws ParameterError unless lower < upper, both finite, where they are known
 * @example
 * ```ts
 * import { distributions } from "fluxion";
 * console.log(distributions.uniform({ lower: 2, upper: 6 }).mean.item()); // → 4
 * ```
 * @see Johnson, Kotz & Balakrishnan (1995), chapter 26
 */
export function uniform(parameters: UniformParameters = {}): QuantileDistribution {
  const lower = parameter("uniform", "lower", parameters.lower ?? 0, finite);
  const upper = parameter("uniform", "upper", parameters.upper ?? 1, finite);
  const width = sub(upper, lower);
  requireEach("uniform", "upper", upper, "above lower", () => greater(upper, lower));
  return withQuantile({
    name: "uniform",
    support: { kind: "real", lower, upper },
    logDensity: (x) => onSupport(x, between(x, lower, upper), lower, (place) => add(mul(place, 0), neg(log(width)))),
    cumulative: (x) => cumulativeBetween(x, lower, upper, (place) => div(sub(place, lower), width), lower),
    quantile: (p) => add(lower, mul(p, width)),
    mean: mul(0.5, add(lower, upper)),
    variance: div(square(width), 12),
  });
}
