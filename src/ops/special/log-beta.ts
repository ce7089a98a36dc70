/** The logarithm of the beta function. */

import type { Arr } from "../../array/arr.ts";
import type { ArrLike } from "../../array/arr-like.ts";
import { add, div, maximum, minimum, mul, neg, sub } from "../elementwise/arithmetic.ts";
import { where } from "../elementwise/choice.ts";
import { greaterEqual } from "../elementwise/comparison.ts";
import { log, log1p } from "../elementwise/exponential.ts";
import { lgamma } from "./gamma-functions.ts";
import { square } from "../elementwise/powers.ts";

/** From here on eleven terms of Stirling's series give its remainder to rounding. */
export const LARGE = 10;

const HALF_LOG_TWO_PI = 0.9189385332046728;

/** B_2k / (2k (2k − 1)), DLMF 5.11.1. */
const STIRLING = [
  1 / 12,
  -1 / 360,
  1 / 1260,
  -1 / 1680,
  1 / 1188,
  -691 / 360360,
  1 / 156,
  -3617 / 122400,
  43867 / 244188,
  -174611 / 125400,
  77683 / 5796,
];

/**
 * lgamma x − (x − ½) log x + x − ½ log 2π for x ≥ 10: what Stirling's formula leaves over.
 *
 * @see DLMF 5.11.1
 */
export function stirlingRemainder(x: Arr): Arr {
  const inverseSquare = div(1, square(x));
  const series = STIRLING.reduceRight<ArrLike>((sum, term) => add(term, mul(inverseSquare, sum)), 0);
  return div(series, x);
}

/**
 * log B(a, b) = lgamma a + lgamma b − lgamma(a + b), without the cancellation of large arguments. Elementwise; operands broadcast.
 *
 * @param a  above 0
 * @param b  above 0
 * @throws ShapeError when the operands do not broadcast
 * @example
 * ```ts
 * import { special } from "fluxion";
 * console.log(special.logBeta(2, 3).exp().item().toFixed(14), 1 / 12); // → 0.08333333333333 0.08333333333333333
 * ```
 * @see Abramowitz & Stegun 6.2.2; Didonato & Morris (1992), ACM TOMS 18, 360
 */
export function logBeta(a: ArrLike, b: ArrLike): Arr {
  const small = minimum(a, b);
  const large = maximum(a, b);
  const isLarge = greaterEqual(large, LARGE);
  const areLarge = greaterEqual(small, LARGE);

  const q = where(isLarge, large, LARGE);
  const p = where(isLarge, small, 1);
  const share = log1p(neg(div(p, add(p, q))));
  const total = add(p, q);
  const bigger = where(areLarge, p, LARGE);
  const both = add(
    sub(add(stirlingRemainder(bigger), stirlingRemainder(q)), stirlingRemainder(add(bigger, q))),
    add(
      add(HALF_LOG_TWO_PI, mul(-0.5, log(q))),
      add(mul(sub(bigger, 0.5), neg(log1p(div(q, bigger)))), mul(q, log1p(neg(div(bigger, add(bigger, q)))))),
    ),
  );
  const one = add(
    add(lgamma(p), sub(stirlingRemainder(q), stirlingRemainder(total))),
    add(sub(p, mul(p, log(total))), mul(sub(q, 0.5), share)),
  );
  const x = where(isLarge, 1, small);
  const y = where(isLarge, 1, large);
  const none = sub(add(lgamma(x), lgamma(y)), lgamma(add(x, y)));
  return where(areLarge, both, where(isLarge, one, none));
}
