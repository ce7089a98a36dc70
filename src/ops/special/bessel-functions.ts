/** Bessel functions of arrays. */

import type { ArrLike } from "../../array/arr-like.ts";
import type { Arr } from "../../array/arr.ts";
import { describeValue, DTypeError } from "../../errors/index.ts";
import * as primitive from "../../primitives/special/bessel-functions.ts";
import { neg } from "../elementwise/arithmetic.ts";
import { applyBroadcast, applyElementwise, commonDType, conform } from "../operands.ts";

/**
 * Bessel function of the first kind of order 0. Elementwise.
 *
 * @example
 * ```ts
 * import { special } from "fluxion";
 * console.log(special.j0(1).item().toFixed(14)); // → 0.76519768655797
 * ```
 * @see Abramowitz & Stegun 9.1.10
 */
export function j0(x: ArrLike): Arr {
  return applyElementwise(primitive.j0, [x], true);
}

/**
 * Bessel function of the first kind of order 1. Elementwise.
 *
 * @example
 * ```ts
 * import { special } from "fluxion";
 * console.log(special.j1(1).item().toFixed(14)); // → 0.44005058574493
 * ```
 * @see Abramowitz & Stegun 9.1.10
 */
export function j1(x: ArrLike): Arr {
  return applyElementwise(primitive.j1, [x], true);
}

/**
 * Bessel function of the first kind of integer order n. Elementwise. Its time grows with |n|.
 *
 * @param n  order, an integer; J(−n) = (−1)^n J(n)
 * @throws DTypeError when n is not an integer
 * @example
 * ```ts
 * import { special } from "fluxion";
 * console.log(special.jn(2, 1).item().toFixed(15)); // → 0.114903484931900
 * ```
 * @see Abramowitz & Stegun 9.1.10, 9.1.5
 */
export function jn(n: number, x: ArrLike): Arr {
  if (!Number.isInteger(n)) {
    throw new DTypeError({
      where: "jn",
      path: "n",
      expected: "an integer",
      received: typeof n === "number" ? String(n) : describeValue(n),
      hint: "The order is part of the program; derivatives by it do not exist.",
    });
  }
  if (n < 0) return n % 2 === 0 ? jn(-n, x) : neg(jn(-n, x));
  if (n < 2) return n === 0 ? j0(x) : j1(x);
  return applyBroadcast(primitive.jn, conform([x], commonDType([x], true, "jn")), { order: n });
}
