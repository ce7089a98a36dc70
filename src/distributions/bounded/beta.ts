/** The beta distribution. */

import type { Arr, ArrLike } from "../../array/index.ts";
import { incompleteBeta } from "../../numerics/incomplete-beta.ts";
import { add, broadcastTo, div, equal, log1p, logBeta, mul, neg, square, sub, where, xLogY } from "../../ops/index.ts";
import { commonShape } from "../../ops/operands.ts";
import type { QuantileDistribution } from "../distribution.ts";
import { inverseIncompleteBeta } from "../../numerics/inverse-incomplete-beta.ts";
import { parameter, positive } from "../parameters.ts";
import { withQuantile } from "../draws/with-quantile.ts";
import { betaVariate } from "../draws/gamma-variates.ts";
import { between, cumulativeBetween, onSupport } from "../support.ts";

/** Parameters of a beta distribution, dimensionless and above 0; they broadcast. */
export interface BetaParameters {
  /** Weight at 1. */
  readonly alpha: ArrLike;
  /** Weight at 0. */
  readonly beta: ArrLike;
}

/** log f for 0 ≤ x ≤ 1. */
function logDensity(x: Arr, a: Arr, b: Arr): Arr {
  const isOne = equal(x, 1);
  const atOne = xLogY(sub(b, 1), where(isOne, 0, 1));
  const below = mul(sub(b, 1), log1p(neg(where(isOne, 0, x))));
  return sub(add(xLogY(sub(a, 1), x), where(isOne, atOne, below)), logBeta(a, b));
}

/**
 * Beta: f(x) = x^(α−1) (1 − x)^(β−1) / B(α, β) on [0, 1].
 *
 * @throws ParameterError for a parameter that is not positive, where it is known
 * @example
 * ```ts
 * import { distributions } from "fluxion";
 * const share = distributions.beta({ alpha: 2, beta: 2 });
 * console.log(share.mean.item(), share.cumulative(0.5).item().toFixed(14)); // → 0.5 0.50000000000000
 * ```
 * @see Johnson, Kotz & Balakrishnan (1995), chapter 25
 */
export function beta(parameters: BetaParameters): QuantileDistribution {
  const a = parameter("beta", "alpha", parameters.alpha, positive);
  const b = parameter("beta", "beta", parameters.beta, positive);
  const shape = commonShape([a.shape, b.shape], "beta");
  const total = add(a, b);
  return withQuantile(
    {
      name: "beta",
      support: { kind: "real", lower: 0, upper: 1 },
      logDensity: (x) => onSupport(x, between(x, 0, 1), 0.5, (place) => logDensity(place, a, b)),
      cumulative: (x) => cumulativeBetween(x, 0, 1, (place) => incompleteBeta(a, b, place), 0.5),
      quantile: (p) => inverseIncompleteBeta(a, b, p),
      mean: broadcastTo(div(a, total), shape),
      variance: broadcastTo(div(mul(a, b), mul(square(total), add(total, 1))), shape),
    },
    { parameters: [a, b], one: (numbers, [first, second]) => betaVariate(numbers, first!, second!) },
  );
}
