/** The Weibull distribution. */

import type { ArrLike } from "../../array/index.ts";
import {
  add,
  broadcastTo,
  div,
  equal,
  exp,
  expm1,
  lgamma,
  log,
  log1p,
  mul,
  neg,
  pow,
  square,
  sub,
  where,
  xLogY,
} from "../../ops/index.ts";
import { commonShape } from "../../ops/operands.ts";
import type { QuantileDistribution } from "../distribution.ts";
import { parameter, positive } from "../parameters.ts";
import { withQuantile } from "../draws/with-quantile.ts";
import { between, cumulativeBetween, onSupport } from "../support.ts";

/** Parameters of a Weibull distribution, above 0; they broadcast. */
export interface WeibullParameters {
  /** Dimensionless. */
  readonly shape: ArrLike;
  /** In the unit of the values; 1 unless given. */
  readonly scale?: ArrLike;
}

/**
 * Weibull: f(x) = (k/λ) z^(k−1) exp(−z^k) for x ≥ 0, z = x/λ.
 *
 * @throws ParameterError for a parameter that is not positive, where it is known
 * @example
 * ```ts
 * import { distributions } from "fluxion";
 * const life = distributions.weibull({ shape: 2, scale: 3 });
 * console.log(life.cumulative(3).item().toFixed(12), (1 - Math.exp(-1)).toFixed(12)); // → 0.632120558829 0.632120558829
 * ```
 * @see Johnson, Kotz & Balakrishnan (1994), chapter 21
 */
export function weibull(parameters: WeibullParameters): QuantileDistribution {
  const shape = parameter("weibull", "shape", parameters.shape, positive);
  const scale = parameter("weibull", "scale", parameters.scale ?? 1, positive);
  const common = commonShape([shape.shape, scale.shape], "weibull");
  const moment = (order: number) => lgamma(add(1, div(order, shape)));
  // z^k by way of its logarithm, with a place of its own for z = 0.
  const power = (z: ArrLike) => {
    const isZero = equal(z, 0);
    return where(isZero, 0, pow(where(isZero, 1, z), shape));
  };
  return withQuantile({
    name: "weibull",
    support: { kind: "real", lower: 0, upper: Infinity },
    logDensity: (x) =>
      onSupport(x, between(x, 0, Number.MAX_VALUE), 1, (place) => {
        const z = div(place, scale);
        return sub(add(log(div(shape, scale)), xLogY(sub(shape, 1), z)), power(z));
      }),
    cumulative: (x) =>
      cumulativeBetween(x, 0, Number.MAX_VALUE, (place) => neg(expm1(neg(power(div(place, scale))))), 1),
    quantile: (p) => mul(scale, pow(neg(log1p(neg(p))), div(1, shape))),
    mean: broadcastTo(mul(scale, exp(moment(1))), common),
    variance: broadcastTo(
      mul(square(scale), mul(exp(mul(2, moment(1))), expm1(sub(moment(2), mul(2, moment(1)))))),
      common,
    ),
  });
}
