/** The Cauchy distribution. */

import type { Arr } from "../../array/index.ts";
import {
  abs,
  add,
  atan,
  div,
  equal,
  greater,
  less,
  log1p,
  mul,
  neg,
  square,
  sub,
  tan,
  where,
} from "../../ops/index.ts";
import type { QuantileDistribution } from "../distribution.ts";
import { locationScale, type LocationScale, readLocationScale } from "./location-scale.ts";

const LOG_PI = 1.1447298858494002;

/** The quantile of p: −cot(πp) in the lower half, cot(π(1 − p)) in the upper, so that both tails keep their digits. */
function quantile(p: Arr): Arr {
  const isUpper = greater(p, 0.5);
  const tail = where(isUpper, sub(1, p), p);
  const isMiddle = greater(tail, 0.25);
  const middle = tan(mul(Math.PI, where(isMiddle, sub(p, 0.5), 0)));
  const isEnd = equal(tail, 0);
  const far = where(isEnd, Infinity, div(1, tan(mul(Math.PI, where(isMiddle, 0.25, where(isEnd, 0.25, tail))))));
  return where(isMiddle, middle, where(isUpper, far, neg(far)));
}

/** 1/2 + atan(z)/π, by the reciprocal in the lower tail. */
function cumulative(z: Arr): Arr {
  const isLow = less(z, -1);
  const low = div(atan(div(-1, where(isLow, z, -1))), Math.PI);
  return where(isLow, low, add(0.5, div(atan(where(isLow, 0, z)), Math.PI)));
}

/**
 * Cauchy: f(x) = 1 / (πγ (1 + z²)), z = (x − location)/γ. It has no mean and no variance.
 *
 * @throws ParameterError for a location that is not finite or a scale that is not positive, where they are known
 * @example
 * ```ts
 * import { distributions } from "fluxion";
 * console.log(distributions.cauchy({ scale: 2 }).cumulative(2).item()); // → 0.75
 * ```
 * @see Johnson, Kotz & Balakrishnan (1994), chapter 16
 */
export function cauchy(parameters: LocationScale = {}): QuantileDistribution {
  const logDensity = (z: Arr): Arr => {
    // z² overflows where 2 log |z| does not.
    const isFar = greater(abs(z), 1e150);
    const near = log1p(square(where(isFar, 0, z)));
    return sub(neg(where(isFar, mul(2, abs(where(isFar, z, 1)).log()), near)), LOG_PI);
  };
  const form = {
    logDensity,
    cumulative,
    quantile: (p: number | boolean | Arr) => quantile(add(p, 0)),
    mean: NaN,
    variance: NaN,
  };
  return locationScale("cauchy", form, ...readLocationScale("cauchy", parameters));
}
