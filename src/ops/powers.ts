/** Powers and roots of arrays. */

import type { ArrLike } from "../array/arr-like.ts";
import type { Arr } from "../array/arr.ts";
import * as primitive from "../primitives/powers.ts";
import { applyElementwise } from "./operands.ts";

/** Power x^y, as IEEE 754 (1^y = 1, x^0 = 1; negative x needs an integer y). The derivative in y at x = 0 is taken as 0. Elementwise; operands broadcast. */
export function pow(x: ArrLike, y: ArrLike): Arr {
  return applyElementwise(primitive.pow, [x, y], true);
}

/** Square root; NaN below 0. The derivative at 0 is infinite. Elementwise. */
export function sqrt(x: ArrLike): Arr {
  return applyElementwise(primitive.sqrt, [x], true);
}

/** Square x·x. Elementwise. */
export function square(x: ArrLike): Arr {
  return applyElementwise(primitive.square, [x], false);
}

/** Cube root, also of negative numbers. Elementwise. */
export function cbrt(x: ArrLike): Arr {
  return applyElementwise(primitive.cbrt, [x], true);
}

/** Reciprocal 1/x. Elementwise. */
export function reciprocal(x: ArrLike): Arr {
  return applyElementwise(primitive.reciprocal, [x], true);
}

/** Reciprocal square root 1/√x; ∞ at 0, NaN below. The derivative at 0 is −∞. Elementwise. */
export function rsqrt(x: ArrLike): Arr {
  return applyElementwise(primitive.rsqrt, [x], true);
}

/**
 * Length √(x² + y²) of a vector, without overflow or underflow on the way. At the origin the derivatives, of every order, are taken as 0,
 * so that the softened distance of a point to itself does no harm. Elementwise; operands broadcast.
 */
export function hypot(x: ArrLike, y: ArrLike): Arr {
  return applyElementwise(primitive.hypot, [x, y], true);
}
