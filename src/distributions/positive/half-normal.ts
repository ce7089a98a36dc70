/** The half-normal distribution: the size of a normal variate of mean 0. */

import type { Arr, ArrLike } from "../../array/index.ts";
import { div, erf, erfInv, greater, log, mul, neg, normalQuantile, square, sub, where } from "../../ops/index.ts";
import type { QuantileDistribution } from "../distribution.ts";
import { parameter, positive } from "../parameters.ts";
import { withQuantile } from "../draws/with-quantile.ts";
import { between, cumulativeBetween, onSupport } from "../support.ts";

const HALF_LOG_HALF_PI = 0.22579135264472744;

/**
 * Half-normal: f(x) = √(2/π) exp(−z²/2) / σ for x ≥ 0, z = x/σ.
 *
 * @param parameters  `scale`: σ, in the unit of the values, above 0; 1 unless given
 * @throws ParameterError for a scale that is not positive, where it is known
 * @example
 * ```ts
 * import { distributions } from "fluxion";
 * console.log(distributions.halfNormal({ scale: 2 }).mean.item().toFixed(10)); // → 1.5957691216
 * ```
 * @see Johnson, Kotz & Balakrishnan (1994), section 13.10
 */
export function halfNormal(parameters: { readonly scale?: ArrLike } = {}): QuantileDistribution {
  const scale = parameter("halfNormal", "scale", parameters.scale ?? 1, positive);
  return withQuantile({
    name: "halfNormal",
    support: { kind: "real", lower: 0, upper: Infinity },
    logDensity: (x) =>
      onSupport(x, between(x, 0, Number.MAX_VALUE), 0, (place) =>
        sub(sub(mul(-0.5, square(div(place, scale))), HALF_LOG_HALF_PI), log(scale)),
      ),
    cumulative: (x) => cumulativeBetween(x, 0, Infinity, (place) => erf(mul(Math.SQRT1_2, div(place, scale))), 0),
    quantile: (p) => mul(scale, quantileOf(p)),
    mean: mul(Math.sqrt(2 / Math.PI), scale),
    variance: mul(1 - 2 / Math.PI, square(scale)),
  });
}

/** By the inverse error function, and by the tail of the normal distribution where p is near 1. */
function quantileOf(p: ArrLike): Arr {
  const isTail = greater(p, 0.9);
  const tail = neg(normalQuantile(mul(0.5, sub(1, where(isTail, p, 0.95)))));
  return where(isTail, tail, mul(Math.SQRT2, erfInv(where(isTail, 0.5, p))));
}
