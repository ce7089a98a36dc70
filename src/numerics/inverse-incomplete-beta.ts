/** The inverse of the regularised incomplete beta function, differentiable in all of its arguments. */

import type { Arr, ArrLike } from "../array/index.ts";
import { add, exp, greaterEqual, lessEqual, log, log1p, logicalAnd, neg, sub, where } from "../ops/index.ts";
import { asArr } from "../ops/operands.ts";
import { incompleteBeta, logFront } from "./incomplete-beta.ts";
import { inverseCumulative } from "./inverse-cumulative.ts";

const solve = inverseCumulative(
  "unit",
  (x, a, b) => incompleteBeta(a, b, x),
  (x, a, b) => exp(sub(logFront(a, b, x), add(log(x), log1p(neg(x))))),
);

/**
 * The x with I_x(a, b) = p: the inverse of `incompleteBeta` in its last argument, the quantile of a beta variate. Elementwise; operands
 * broadcast; dimensionless, f64. Its derivatives are those of the equation, dx = (dp − ∂I/∂a da − ∂I/∂b db) / (∂I/∂x).
 *
 * @param a  above 0
 * @param b  above 0
 * @param p  between 0 and 1
 * @returns  between 0 and 1; NaN where p is outside of its domain
 * @throws   ShapeError when the operands do not broadcast
 * @example
 * ```ts
 * import { special } from "fluxion";
 * const x = special.inverseIncompleteBeta(2, 3, 0.1);
 * console.log(special.incompleteBeta(2, 3, x).item().toFixed(14)); // → 0.10000000000000
 * ```
 * @see DLMF 8.17
 */
export function inverseIncompleteBeta(a: ArrLike, b: ArrLike, p: ArrLike): Arr {
  const isInside = logicalAnd(greaterEqual(p, 0), lessEqual(p, 1));
  return where(isInside, solve(where(isInside, p, 0.5), asArr(a), asArr(b)), NaN);
}
