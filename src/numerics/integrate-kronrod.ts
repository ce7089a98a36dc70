/** Definite integrals with an estimate of their error: one Gauss-Kronrod panel for each pair of bounds. */

import { kronrodChecks } from "./option-checks.ts";
import { checkOptions } from "../errors/index.ts";
import type { Arr, ArrLike } from "../array/index.ts";
import {
  abs,
  add,
  broadcastTo,
  div,
  expandDims,
  greater,
  maximum,
  minimum,
  mul,
  stopGradient,
  sub,
  sum,
  where,
} from "../ops/index.ts";
import { gaussKronrod, type KronrodCount } from "./gauss-kronrod.ts";

/** How finely to integrate. */
export interface KronrodOptions {
  /** Number of nodes, 15 or 21; 21 unless given. */
  readonly nodes?: KronrodCount;
}

/** An integral and how far it may be off. */
export interface IntegralEstimate {
  /** The integral by the Kronrod rule. */
  readonly value: Arr;
  /** Estimated absolute error, of the value's shape and unit; without derivative. Usually far above the true error. */
  readonly error: Arr;
}

/**
 * The integral of `integrand` from `lower` to `upper`, element by element of the bounds, and an estimate of its error from the
 * difference of two rules. Shapes as for `integrate`: bounds of shape S make points [...S, nodes], in one call of the integrand.
 *
 * @param integrand  elementwise function of the points, in any unit U
 * @param lower      number or array, unit V
 * @param upper      number or array that broadcasts with `lower`, unit V
 * @returns  value and error, shape S, unit U V; the value is differentiable in the bounds and in all the integrand reads
 * @throws   ShapeError when the bounds do not broadcast; ParameterError for another number of nodes
 * @example
 * ```ts
 * import { exp, quadrature } from "fluxion";
 * const { value, error } = quadrature.integrateKronrod((t) => exp(t.square().neg()), 0, 2);
 * console.log(value.item(), error.item() < 1e-13); // 0.882081390762421…, true
 * ```
 * @see      the estimate: Piessens et al. (1983), QUADPACK, section 2.2; integrateAdaptive where one panel is too few
 */
export function integrateKronrod(
  integrand: (points: Arr) => ArrLike,
  lower: ArrLike,
  upper: ArrLike,
  options: KronrodOptions = {},
): IntegralEstimate {
  checkOptions(options, kronrodChecks, "integrateKronrod");
  const { value, error } = integrateToRounding(integrand, lower, upper, options);
  return { value, error };
}

/** As integrateKronrod, and what rounding alone leaves of the error. */
export function integrateToRounding(
  integrand: (points: Arr) => ArrLike,
  lower: ArrLike,
  upper: ArrLike,
  { nodes: count = 21 }: KronrodOptions = {},
): IntegralEstimate & { readonly rounding: Arr } {
  const { nodes, weights, embeddedWeights } = gaussKronrod(count);
  const halfWidth = mul(sub(upper, lower), 0.5);
  const centre = mul(add(upper, lower), 0.5);
  const points = add(expandDims(centre, -1), mul(expandDims(halfWidth, -1), nodes));
  const values = broadcastTo(integrand(points), points.shape);
  const value = sum(mul(values, weights), -1).mul(halfWidth);
  return { value, ...estimateError(stopGradient(values), weights, embeddedWeights, stopGradient(halfWidth)) };
}

/**
 * With K and G the two values and A the integral of |f - mean|: A min(1, (200 |K - G| / A)^(3/2)), since K - G is the
 * error of the worse rule; not below what rounding leaves of the integral of |f|.
 */
function estimateError(
  values: Arr,
  weights: Arr,
  embeddedWeights: Arr,
  halfWidth: Arr,
): { readonly error: Arr; readonly rounding: Arr } {
  const width = abs(halfWidth);
  const mean = sum(mul(values, weights), -1, { keepDims: true }).mul(0.5);
  const difference = abs(sum(mul(values, weights.sub(embeddedWeights)), -1)).mul(width);
  const variation = sum(mul(abs(sub(values, mean)), weights), -1).mul(width);
  const varies = greater(variation, 0);
  const share = minimum(1, div(difference.mul(200), where(varies, variation, 1)).pow(1.5));
  const size = sum(mul(abs(values), weights), -1).mul(width);
  const rounding = size.mul(50 * Number.EPSILON);
  return { error: maximum(where(varies, mul(variation, share), difference), rounding), rounding };
}
