/** Arithmetic on arrays, with NumPy broadcasting. */

import type { ArrLike } from "../array/arr-like.ts";
import type { Arr } from "../array/arr.ts";
import * as primitive from "../primitives/arithmetic.ts";
import { applyElementwise } from "./operands.ts";

/** Sum x + y. Elementwise; operands broadcast. */
export function add(x: ArrLike, y: ArrLike): Arr {
  return applyElementwise(primitive.add, [x, y], false);
}

/** Difference x − y. Elementwise; operands broadcast. */
export function sub(x: ArrLike, y: ArrLike): Arr {
  return applyElementwise(primitive.sub, [x, y], false);
}

/** Product x · y. Elementwise; operands broadcast. */
export function mul(x: ArrLike, y: ArrLike): Arr {
  return applyElementwise(primitive.mul, [x, y], false);
}

/** Quotient x / y; integers are divided as f64. Elementwise; operands broadcast. */
export function div(x: ArrLike, y: ArrLike): Arr {
  return applyElementwise(primitive.div, [x, y], true);
}

/** Negative −x. Elementwise. */
export function neg(x: ArrLike): Arr {
  return applyElementwise(primitive.neg, [x], false);
}

/** Absolute value; at 0 the derivative from the right. Elementwise. */
export function abs(x: ArrLike): Arr {
  return applyElementwise(primitive.abs, [x], false);
}

/** −1, 0 or 1 (NaN stays). Without derivative: use sign(stopGradient(x)) where a gradient is taken. Elementwise. */
export function sign(x: ArrLike): Arr {
  return applyElementwise(primitive.sign, [x], false);
}

/** The largest integer not above x. Without derivative: use floor(stopGradient(x)) where a gradient is taken. Elementwise. */
export function floor(x: ArrLike): Arr {
  return applyElementwise(primitive.floor, [x], true);
}

/** The larger of x and y; NaN if either is. At a tie each operand gets half of the derivative. Elementwise; operands broadcast. */
export function maximum(x: ArrLike, y: ArrLike): Arr {
  return applyElementwise(primitive.max, [x, y], false);
}

/** The smaller of x and y; NaN if either is. At a tie each operand gets half of the derivative. Elementwise; operands broadcast. */
export function minimum(x: ArrLike, y: ArrLike): Arr {
  return applyElementwise(primitive.min, [x, y], false);
}
