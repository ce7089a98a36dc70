/** Arithmetic on arrays, with NumPy broadcasting. */

import type { ArrLike } from "../../array/arr-like.ts";
import type { Arr } from "../../array/arr.ts";
import * as primitive from "../../primitives/elementwise/arithmetic.ts";
import { applyElementwise } from "../operands.ts";
import { hasKnownSquare, knownSquare, withSquare } from "../squares.ts";

/** A product or quotient of a length keeps what its square is. */
function scaled(result: Arr, x: ArrLike, y: ArrLike, combine: (x: ArrLike, y: ArrLike) => Arr): Arr {
  if (!hasKnownSquare(x) && !hasKnownSquare(y)) return result;
  const squared = (each: ArrLike): Arr => knownSquare(each) ?? applyElementwise(primitive.mul, [each, each], false);
  return withSquare(result, () => combine(squared(x), squared(y)));
}

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
  if (x === y && hasKnownSquare(x)) return knownSquare(x)!;
  return scaled(applyElementwise(primitive.mul, [x, y], false), x, y, mul);
}

/** Quotient x / y; integers are divided as f64. Elementwise; operands broadcast. */
export function div(x: ArrLike, y: ArrLike): Arr {
  return scaled(applyElementwise(primitive.div, [x, y], true), x, y, div);
}

/** Negative −x. Elementwise. */
export function neg(x: ArrLike): Arr {
  const negative = applyElementwise(primitive.neg, [x], false);
  return hasKnownSquare(x) ? withSquare(negative, () => knownSquare(x)!) : negative;
}

/** Absolute value; at 0 the derivative from the right. Elementwise. */
export function abs(x: ArrLike): Arr {
  return applyElementwise(primitive.abs, [x], false);
}

/** −1, 0 or 1 (NaN stays). Without derivative: use sign(stopGradient(x)) where a gradient is taken. Elementwise. */
export function sign(x: ArrLike): Arr {
  return applyElementwise(primitive.sign, [x], false);
}

/**
 * Remainder x − y ⌊x / y⌋ of floored division, with the sign of the divisor, as NumPy's `mod` and Python's `%`. Elementwise; operands
 * broadcast.
 *
 * It is exact but for one rounding, however large x / y is. By 0 it is NaN, of integers 0; by ±∞ it is x, or ±∞ where signs differ.
 * Derivatives: 1 in x, −⌊x / y⌋ in y, at jumps that of the side from above.
 *
 * @example
 * ```ts
 * import { array, mod } from "fluxion";
 *
 * mod(array([-1, 370, 725]), 360).toArray(); // [359, 10, 5]: angles in degrees
 * ```
 */
export function mod(x: ArrLike, y: ArrLike): Arr {
  return applyElementwise(primitive.mod, [x, y], false);
}

/** The larger of x and y; NaN if either is. At a tie each operand gets half of the derivative. Elementwise; operands broadcast. */
export function maximum(x: ArrLike, y: ArrLike): Arr {
  return applyElementwise(primitive.max, [x, y], false);
}

/** The smaller of x and y; NaN if either is. At a tie each operand gets half of the derivative. Elementwise; operands broadcast. */
export function minimum(x: ArrLike, y: ArrLike): Arr {
  return applyElementwise(primitive.min, [x, y], false);
}
