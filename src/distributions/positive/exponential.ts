/** The exponential distribution. */

import type { ArrLike } from "../../array/index.ts";
import { div, expm1, log, log1p, mul, neg, square, sub } from "../../ops/index.ts";
import type { QuantileDistribution } from "../distribution.ts";
import { parameter, positive } from "../parameters.ts";
import { withQuantile } from "../draws/with-quantile.ts";
import { between, cumulativeBetween, onSupport } from "../support.ts";

/**
 * Exponential: f(x) = λ exp(−λx) for x ≥ 0.
 *
 * @param parameters  `rate`: λ, per unit of the values, above 0; 1 unless given
 * @throws ParameterError for a rate that is not positive, where it is known
 * @example
 * ```ts
 * import { distributions } from "fluxion";
 * console.log(distributions.exponential({ rate: 4 }).mean.item()); // → 0.25
 * ```
 * @see Johnson, Kotz & Balakrishnan (1994), chapter 19
 */
export function exponential(parameters: { readonly rate?: ArrLike } = {}): QuantileDistribution {
  const rate = parameter("exponential", "rate", parameters.rate ?? 1, positive);
  return withQuantile({
    name: "exponential",
    support: { kind: "real", lower: 0, upper: Infinity },
    logDensity: (x) => onSupport(x, between(x, 0, Number.MAX_VALUE), 0, (place) => sub(log(rate), mul(rate, place))),
    cumulative: (x) => cumulativeBetween(x, 0, Infinity, (place) => neg(expm1(neg(mul(rate, place)))), 0),
    quantile: (p) => div(neg(log1p(neg(p))), rate),
    mean: div(1, rate),
    variance: div(1, square(rate)),
  });
}
