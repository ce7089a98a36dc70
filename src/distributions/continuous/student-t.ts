/** Student's t distribution. */

import type { Arr, ArrLike } from "../../array/index.ts";
import {
  add,
  customJvp,
  div,
  equal,
  exp,
  greater,
  less,
  log,
  log1p,
  logBeta,
  logicalOr,
  mul,
  neg,
  sqrt,
  square,
  sub,
  where,
} from "../../ops/index.ts";
import { incompleteBeta } from "../../numerics/incomplete-beta.ts";
import { inverseIncompleteBeta } from "../../numerics/inverse-incomplete-beta.ts";
import { jvp } from "../../transforms/index.ts";
import type { QuantileDistribution } from "../distribution.ts";
import { studentVariate } from "../draws/gamma-variates.ts";
import { parameter, positive } from "../parameters.ts";
import { locationScale, type LocationScale, readLocationScale } from "./location-scale.ts";

/** Parameters of a Student t distribution; they broadcast. */
export interface StudentTParameters extends LocationScale {
  /** Dimensionless, above 0. */
  readonly degreesOfFreedom: ArrLike;
}

/** log of the density of location 0 and scale 1. */
function logDensityOf(z: Arr, freedom: Arr): Arr {
  const constant = add(logBeta(mul(0.5, freedom), 0.5), mul(0.5, log(freedom)));
  return sub(mul(mul(-0.5, add(freedom, 1)), log1p(div(square(z), freedom))), constant);
}

/** Probability of at most z. Beyond |z| lies half of I at ν/(ν + z²), or half of one minus its complement where |z| is small. */
function probabilityBelow(z: Arr, freedom: Arr): Arr {
  const halfFreedom = mul(0.5, freedom);
  const ratio = div(square(z), freedom);
  const beyond = div(ratio, add(1, ratio));
  // Where the continued fraction of the tail itself converges; nearer, the tail is no small number.
  const isFar = logicalOr(greater(beyond, div(3, add(freedom, 5))), equal(ratio, Infinity));
  const far = incompleteBeta(halfFreedom, 0.5, div(1, add(1, where(isFar, ratio, 1))));
  const share = where(isFar, 0.5, beyond);
  const near = incompleteBeta(0.5, halfFreedom, share);
  const tail = mul(0.5, where(isFar, far, sub(1, near)));
  return where(greater(z, 0), sub(1, tail), tail);
}

/** With the density as its slope: the incomplete beta function reads z², of which 0 has none. */
const cumulativeOf: (z: Arr, freedom: Arr) => Arr = customJvp(probabilityBelow, ([z, freedom], [dz, dFreedom]) => ({
  value: cumulativeOf(z, freedom),
  tangent: add(
    mul(dz, exp(logDensityOf(z, freedom))),
    jvp((each: Arr) => probabilityBelow(z, each), [freedom], [dFreedom]).tangent,
  ),
}));

function quantile(p: ArrLike, freedom: Arr): Arr {
  const isUpper = greater(p, 0.5);
  const twoTails = mul(2, where(isUpper, sub(1, p), p));
  const isFar = less(twoTails, 0.5);
  const halfFreedom = mul(0.5, freedom);
  const tail = inverseIncompleteBeta(halfFreedom, 0.5, where(isFar, twoTails, 0.5));
  const middle = inverseIncompleteBeta(0.5, halfFreedom, sub(1, where(isFar, 0.5, twoTails)));
  const size = sqrt(mul(freedom, where(isFar, div(sub(1, tail), tail), div(middle, sub(1, middle)))));
  return where(isUpper, size, neg(size));
}

/**
 * Student t: f(x) = (1 + z²/ν)^(−(ν+1)/2) / (s √ν B(ν/2, 1/2)), z = (x − location)/s. Its mean exists above one degree of freedom, its
 * variance above two.
 *
 * @throws ParameterError for degrees of freedom or a scale that are not positive, or a location that is not finite, where known
 * @example
 * ```ts
 * import { distributions } from "fluxion";
 * const t = distributions.studentT({ degreesOfFreedom: 4 });
 * console.log(t.quantile(0.975).item().toFixed(8), t.variance.item()); // → 2.77644511 2
 * ```
 * @see Johnson, Kotz & Balakrishnan (1995), chapter 28
 */
export function studentT({ degreesOfFreedom, ...rest }: StudentTParameters): QuantileDistribution {
  const freedom = parameter("studentT", "degreesOfFreedom", degreesOfFreedom, positive);
  const hasVariance = greater(freedom, 2);
  return locationScale(
    "studentT",
    {
      logDensity: (z) => logDensityOf(z, freedom),
      cumulative: (z) => cumulativeOf(z, freedom),
      quantile: (p) => quantile(p, freedom),
      variate: { parameters: [freedom], one: (numbers, [nu]) => studentVariate(numbers, nu!) },
      mean: where(greater(freedom, 1), 0, NaN),
      variance: where(
        hasVariance,
        div(freedom, sub(where(hasVariance, freedom, 3), 2)),
        where(greater(freedom, 1), Infinity, NaN),
      ),
    },
    ...readLocationScale("studentT", rest),
  );
}
