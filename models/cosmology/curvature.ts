/** Straight lines in curved space: transverse over radial distance as a function that is smooth through flatness. */

import { add, mul, type Arr, type ArrLike } from "../../src/index.ts";

/** 1 / (2 k + 1)! for k = 0 ... 15. */
const coefficients: readonly number[] = Array.from({ length: 16 }, (_, k) => {
  let factorial = 1;
  for (let factor = 2; factor <= 2 * k + 1; factor++) factorial *= factor;
  return 1 / factorial;
});

/**
 * S(y) = sinh(sqrt y) / sqrt y, which is sin(sqrt -y) / sqrt -y for y < 0 and 1 at y = 0: one entire function of y, summed as
 * its power series 1 + y/6 + y^2/120 + ... so that value and all derivatives are smooth and no branch is taken.
 *
 * With y = Ok0 (D_C / D_h)^2, D_M = D_C S(y). For |Ok0| <= 0.3 and every Om0 >= 0.01 of an expanding universe |y| < 15 out to
 * z = 1500; there the remainder, below y^16 / 33! < 1e-17, is nothing.
 *
 * @param y  any shape, dimensionless, |y| <= 20
 * @returns  same shape
 */
export function curvatureFactor(y: ArrLike): Arr {
  const highest = coefficients.length - 1;
  let total: Arr = mul(y, coefficients[highest]!);
  for (let k = highest - 1; k > 0; k--) total = mul(y, add(total, coefficients[k]!));
  return add(total, 1);
}

/** True when the curvature is known to be zero, so that the terms it brings can be left out. */
export function isFlat(Ok0: ArrLike): boolean {
  return typeof Ok0 === "object" ? !Ok0.isTracer && Ok0.size === 1 && Ok0.item() === 0 : Number(Ok0) === 0;
}
