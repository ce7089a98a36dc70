/** The error function of arrays, its complement and its inverse. */

import type { ArrLike } from "../../array/arr-like.ts";
import type { Arr } from "../../array/arr.ts";
import * as primitive from "../../primitives/special/error-functions.ts";
import { applyElementwise } from "../operands.ts";

/**
 * Error function (2/√π) ∫₀ˣ e^(−t²) dt: the probability that a normal variate lies within x√2 standard deviations. Elementwise.
 *
 * @example
 * ```ts
 * import { special } from "fluxion";
 * console.log(special.erf(1 / Math.SQRT2).item()); // → 0.6826894921370859
 * ```
 * @see Abramowitz & Stegun 7.1.1
 */
export function erf(x: ArrLike): Arr {
  return applyElementwise(primitive.erf, [x], true);
}

/**
 * Complementary error function 1 − erf x, with full relative accuracy down to the smallest numbers. Elementwise.
 *
 * @example
 * ```ts
 * import { special } from "fluxion";
 * console.log(special.erfc(10).item()); // → 2.088487583762545e-45
 * ```
 * @see Abramowitz & Stegun 7.1.2
 */
export function erfc(x: ArrLike): Arr {
  return applyElementwise(primitive.erfc, [x], true);
}

/**
 * Inverse of the error function: the y with erf y = x; ±∞ at ±1, NaN outside of [−1, 1]. Elementwise.
 *
 * @example
 * ```ts
 * import { special } from "fluxion";
 * console.log(special.erf(special.erfInv(0.3)).item()); // → 0.3
 * ```
 */
export function erfInv(x: ArrLike): Arr {
  return applyElementwise(primitive.erfInv, [x], true);
}
