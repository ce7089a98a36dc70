/** Arithmetic of numbers that are known by their logarithms. */

import type { Arr } from "../../array/arr.ts";
import type { ArrLike } from "../../array/arr-like.ts";
import { abs, add, maximum, mul, neg, sub } from "../elementwise/arithmetic.ts";
import { where } from "../elementwise/choice.ts";
import { equal, greater } from "../elementwise/comparison.ts";
import { exp, expm1, log, log1p } from "../elementwise/exponential.ts";

/**
 * log(1 − e^−x) for x ≥ 0, exact to rounding at both ends; −∞ at 0. Elementwise; the shape of x, dimensionless.
 *
 * @returns NaN for negative x
 * @example
 * ```ts
 * import { log1mexp } from "fluxion";
 * console.log(log1mexp(1e-20).item().toFixed(12), log1mexp(50).item()); // → -46.051701859881 -1.9287498479639178e-22
 * ```
 * @see Mächler (2012), Accurately computing log(1 − exp(−|a|))
 */
export function log1mexp(x: ArrLike): Arr {
  const isLarge = greater(x, Math.LN2);
  const large = log1p(neg(exp(neg(where(isLarge, x, 1)))));
  const small = log(neg(expm1(neg(where(isLarge, 0.5, x)))));
  return where(isLarge, large, small);
}

/**
 * log(e^x + e^y) without overflow or underflow. Elementwise; operands broadcast; dimensionless.
 *
 * @throws ShapeError when the operands do not broadcast
 * @example
 * ```ts
 * import { logAddExp } from "fluxion";
 * console.log(logAddExp(1000, 1000).item()); // → 1000.6931471805599
 * ```
 */
export function logAddExp(x: ArrLike, y: ArrLike): Arr {
  // Equal operands, infinite ones among them, differ by nothing: there each has half of the slope.
  const same = equal(x, y);
  const [first, second] = [where(same, 0, x), where(same, 1, y)];
  const isFirstLarger = greater(first, second);
  const larger = where(isFirstLarger, first, second);
  const smaller = where(isFirstLarger, second, first);
  const different = add(larger, log1p(exp(sub(smaller, larger))));
  return where(same, add(mul(0.5, add(x, y)), Math.LN2), different);
}

/**
 * Logarithm of the odds log(p / (1 − p)) of a probability, the inverse of `sigmoid`; ±∞ at 1 and 0. Elementwise; the shape of p.
 *
 * @returns NaN outside of [0, 1]
 * @example
 * ```ts
 * import { logit, sigmoid } from "fluxion";
 * console.log(logit(0.5).item(), sigmoid(logit(0.25)).item().toFixed(14)); // → 0 0.25000000000000
 * ```
 */
export function logit(p: ArrLike): Arr {
  // Near 1/2 the quotient is 1 + something small: log1p((2p − 1) / (1 − p)) keeps it.
  const centred = sub(mul(2, p), 1);
  const isMiddle = greater(0.25, abs(centred));
  const safe = where(isMiddle, p, 0.5);
  const middle = log1p(sub(mul(2, safe), 1).div(sub(1, safe)));
  return where(isMiddle, middle, sub(log(where(isMiddle, 0.5, p)), log1p(neg(where(isMiddle, 0.5, p)))));
}

/**
 * x log y, and 0 where both x and y are 0: the convention of entropies and of powers 0⁰ = 1. Elementwise; operands broadcast.
 *
 * @throws ShapeError when the operands do not broadcast
 * @example
 * ```ts
 * import { special } from "fluxion";
 * console.log(special.xLogY(0, 0).item(), special.xLogY(2, 1).item()); // → 0 0
 * ```
 */
export function xLogY(x: ArrLike, y: ArrLike): Arr {
  const bothZero = equal(maximum(abs(x), abs(y)), 0);
  return where(bothZero, 0, mul(x, log(where(bothZero, 1, y))));
}
