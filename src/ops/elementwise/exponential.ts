/** Exponentials and logarithms of arrays. */

import type { ArrLike } from "../../array/arr-like.ts";
import type { Arr } from "../../array/arr.ts";
import * as primitive from "../../primitives/elementwise/exponential.ts";
import { applyElementwise } from "../operands.ts";

/** Exponential e^x. Elementwise. */
export function exp(x: ArrLike): Arr {
  return applyElementwise(primitive.exp, [x], true);
}

/** e^x − 1, accurate near 0. Elementwise. */
export function expm1(x: ArrLike): Arr {
  return applyElementwise(primitive.expm1, [x], true);
}

/** Natural logarithm; −∞ at 0, where the derivative is infinite, NaN below. Elementwise. */
export function log(x: ArrLike): Arr {
  return applyElementwise(primitive.log, [x], true);
}

/** log(1 + x), accurate near 0. Elementwise. */
export function log1p(x: ArrLike): Arr {
  return applyElementwise(primitive.log1p, [x], true);
}

/** Power of two 2^x, exact for integers x. Elementwise. */
export function exp2(x: ArrLike): Arr {
  return applyElementwise(primitive.exp2, [x], true);
}

/** Logarithm to base 2, exact for powers of two; −∞ at 0, NaN below. Elementwise. */
export function log2(x: ArrLike): Arr {
  return applyElementwise(primitive.log2, [x], true);
}

/** Logarithm to base 10, exact for powers of ten; −∞ at 0, NaN below. Elementwise. */
export function log10(x: ArrLike): Arr {
  return applyElementwise(primitive.log10, [x], true);
}
