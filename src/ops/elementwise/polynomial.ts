/** polyval: a polynomial from its coefficients. */

import type { ArrLike } from "../../array/arr-like.ts";
import { Arr } from "../../array/arr.ts";
import { arrayFor } from "../../array/from-data.ts";
import { describeType, ShapeError } from "../../errors/index.ts";
import { slice } from "../indexing/indexing.ts";
import { operandOf } from "../operands.ts";
import { add, mul } from "./arithmetic.ts";

/**
 * c[0] x^(k-1) + ... + c[k-1], by Horner's scheme, as numpy.polyval: the highest power first.
 *
 * @param coefficients  shape [k], or a list of numbers
 * @param x             any shape
 * @returns             the shape of x; 0 for no coefficients
 * @throws              ShapeError for coefficients of another shape
 * @example
 * ```ts
 * import { array, polyval } from "fluxion";
 * console.log(polyval([1, 0, -2], array([0, 1, 2])).toNested()); // → [ -2, -1, 2 ]
 * ```
 */
export function polyval(coefficients: Arr | readonly number[], x: ArrLike): Arr {
  const where = "polyval";
  const c = Array.isArray(coefficients) ? arrayFor(where, coefficients) : operandOf(where, coefficients as Arr);
  if (c.rank !== 1) {
    throw new ShapeError({ where, path: "coefficients", expected: "[k]", received: describeType(c) });
  }
  const at = operandOf(where, x);
  let value = mul(at, 0);
  for (let k = 0; k < c.size; k++) value = add(k === 0 ? value : mul(value, at), slice(c, k));
  return value;
}
