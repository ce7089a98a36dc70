/** Rounding arrays to integers. */

import type { ArrLike } from "../../array/arr-like.ts";
import type { Arr } from "../../array/arr.ts";
import { isFloat } from "../../array/dtype.ts";
import type { NoAttributes } from "../../primitives/elementwise/family.ts";
import type { Primitive } from "../../program/primitive.ts";
import * as primitive from "../../primitives/elementwise/rounding.ts";
import { applyElementwise, operandOf } from "../operands.ts";

/** Integers and bools are whole already: they keep their values and their type. */
function rounded(rounding: Primitive<NoAttributes>, x: ArrLike): Arr {
  const arr = operandOf(rounding.name, x);
  return isFloat(arr.dtype) ? applyElementwise(rounding, [arr], true) : arr;
}

/** The largest integer not above x. Without derivative: use floor(stopGradient(x)) where a gradient is taken. Elementwise. */
export function floor(x: ArrLike): Arr {
  return rounded(primitive.floor, x);
}

/** The smallest integer not below x. Without derivative: use ceil(stopGradient(x)) where a gradient is taken. Elementwise. */
export function ceil(x: ArrLike): Arr {
  return rounded(primitive.ceil, x);
}

/**
 * The integer next to x, from halves the even one (2.5 gives 2), as NumPy's. Without derivative: use round(stopGradient(x)) where a
 * gradient is taken. Elementwise.
 */
export function round(x: ArrLike): Arr {
  return rounded(primitive.round, x);
}

/** The integer part of x, rounded towards zero. Without derivative: use trunc(stopGradient(x)) where a gradient is taken. Elementwise. */
export function trunc(x: ArrLike): Arr {
  return rounded(primitive.trunc, x);
}
