/** Definite integrals by one vectorised Gauss-Legendre panel, differentiable in the bounds and in all the integrand reads. */

import { integrateChecks } from "./option-checks.ts";
import { checkOptions } from "../errors/index.ts";
import type { Arr, ArrLike } from "../array/index.ts";
import { add, expandDims, mul, sub, sum } from "../ops/index.ts";
import { gaussLegendre } from "./gauss-legendre.ts";

/** How finely to integrate. */
export interface IntegrateOptions {
  /** Number of nodes in the panel; 32 unless given. */
  readonly nodes?: number;
}

/**
 * The integral of `integrand` from `lower` to `upper`, element by element of the bounds.
 *
 * Bounds of broadcast shape S make points of shape [...S, nodes]; the integrand is called once with all of them and returns
 * its values at them (same shape, or one that broadcasts with it). The result has shape S. Swapped bounds change its sign.
 * A panel is as good as the integrand is smooth: substitute away endpoint singularities first.
 *
 * @param integrand  elementwise function of the points, in any unit U
 * @param lower      number or array, unit V
 * @param upper      number or array that broadcasts with `lower`, unit V
 * @returns  shape S, unit U V
 * @throws   ShapeError when the bounds do not broadcast; ParameterError when nodes is no positive integer
 * @example
 * ```ts
 * import { array, exp, quadrature } from "fluxion";
 * const areas = quadrature.integrate((t) => exp(t.neg()), 0, array([1, 2]));
 * console.log(areas.toArray()); // [1 - 1/e, 1 - 1/e^2]
 * ```
 * @see      gaussLegendre for the order of convergence
 */
export function integrate(
  integrand: (points: Arr) => ArrLike,
  lower: ArrLike,
  upper: ArrLike,
  options: IntegrateOptions = {},
): Arr {
  checkOptions(options, integrateChecks, "integrate");
  const { nodes, weights } = gaussLegendre(options.nodes ?? 32);
  const halfWidth = mul(sub(upper, lower), 0.5);
  const centre = mul(add(upper, lower), 0.5);
  const points = add(expandDims(centre, -1), mul(expandDims(halfWidth, -1), nodes));
  return sum(mul(integrand(points), weights), -1).mul(halfWidth);
}
