/** Exponentials and logarithms of arrays. */

import type { ArrLike } from "../array/arr-like.ts";
import type { Arr } from "../array/arr.ts";
import * as primitive from "../primitives/exponential.ts";
import { applyElementwise } from "./operands.ts";

/** Exponential e^x. Elementwise. */
export function exp(x: ArrLike): Arr {
  return applyElementwise(primitive.exp, [x], true);
}

/** e^x − 1, accurate near 0. Elementwise. */
export function expm1(x: ArrLike): Arr {
  return applyElementwise(primitive.expm1, [x], true);
}

/** Natural logarithm; −∞ at 0, NaN below. Elementwise. */
export function log(x: ArrLike): Arr {
  return applyElementwise(primitive.log, [x], true);
}

/** log(1 + x), accurate near 0. Elementwise. */
export function log1p(x: ArrLike): Arr {
  return applyElementwise(primitive.log1p, [x], true);
}
