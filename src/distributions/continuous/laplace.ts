/** The Laplace distribution. */

import type { ArrLike } from "../../array/index.ts";
import { abs, exp, greater, log, mul, neg, sub, where } from "../../ops/index.ts";
import type { QuantileDistribution } from "../distribution.ts";
import { locationScale, type LocationScale, readLocationScale } from "./location-scale.ts";

/**
 * Laplace: f(x) = exp(−|z|) / (2b), z = (x − location)/b. At its peak the slope is taken as 0.
 *
 * @throws ParameterError for a location that is not finite or a scale that is not positive, where they are known
 * @example
 * ```ts
 * import { distributions } from "fluxion";
 * console.log(distributions.laplace().variance.item()); // → 2
 * ```
 * @see Johnson, Kotz & Balakrishnan (1995), Continuous Univariate Distributions 2, chapter 24
 */
export function laplace(parameters: LocationScale = {}): QuantileDistribution {
  const halfTail = (z: ArrLike) => mul(0.5, exp(neg(abs(z))));
  return locationScale(
    "laplace",
    {
      logDensity: (z) => sub(neg(abs(z)), Math.LN2),
      cumulative: (z) => where(greater(z, 0), sub(1, halfTail(z)), halfTail(z)),
      quantile: (p) => {
        const isUpper = greater(p, 0.5);
        const tail = log(mul(2, where(isUpper, sub(1, p), p)));
        return where(isUpper, neg(tail), tail);
      },
      mean: 0,
      variance: 2,
    },
    ...readLocationScale("laplace", parameters),
  );
}
