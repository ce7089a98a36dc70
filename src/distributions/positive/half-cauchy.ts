/** The half-Cauchy distribution: the size of a Cauchy variate of location 0. */

import type { ArrLike } from "../../array/index.ts";
import { add, atan, div, log, log1p, mul, square, sub, tan, equal, where } from "../../ops/index.ts";
import type { QuantileDistribution } from "../distribution.ts";
import { parameter, positive } from "../parameters.ts";
import { withQuantile } from "../draws/with-quantile.ts";
import { between, cumulativeBetween, onSupport } from "../support.ts";

/**
 * Half-Cauchy: f(x) = 2 / (πγ (1 + z²)) for x ≥ 0, z = x/γ. Its mean is infinite.
 *
 * @param parameters  `scale`: γ, in the unit of the values, above 0; 1 unless given
 * @throws ParameterError for a scale that is not positive, where it is known
 * @example
 * ```ts
 * import { distributions } from "fluxion";
 * console.log(distributions.halfCauchy({ scale: 3 }).cumulative(3).item()); // → 0.5
 * ```
 * @see Gelman (2006), Bayesian Analysis 1, 515
 */
export function halfCauchy(parameters: { readonly scale?: ArrLike } = {}): QuantileDistribution {
  const scale = parameter("halfCauchy", "scale", parameters.scale ?? 1, positive);
  return withQuantile({
    name: "halfCauchy",
    support: { kind: "real", lower: 0, upper: Infinity },
    logDensity: (x) =>
      onSupport(x, between(x, 0, Number.MAX_VALUE), 0, (place) =>
        sub(Math.log(2 / Math.PI), add(log(scale), log1p(square(div(place, scale))))),
      ),
    cumulative: (x) => cumulativeBetween(x, 0, Infinity, (place) => div(atan(div(place, scale)), Math.PI / 2), 0),
    quantile: (p) => {
      const isOne = equal(p, 1);
      return mul(scale, where(isOne, Infinity, tan(mul(Math.PI / 2, where(isOne, 0.5, p)))));
    },
    mean: mul(Infinity, scale),
    variance: mul(Infinity, scale),
  });
}
