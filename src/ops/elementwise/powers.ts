/** Powers and roots of arrays. */

import type { ArrLike } from "../../array/arr-like.ts";
import type { Arr } from "../../array/arr.ts";
import * as primitive from "../../primitives/elementwise/powers.ts";
import { add as addition, mul as multiplication } from "../../primitives/elementwise/arithmetic.ts";
import { hypot as hypotPrimitive } from "../../primitives/elementwise/hypot.ts";
import { applyElementwise } from "../operands.ts";
import { hasKnownSquare, knownSquare, withSquare } from "../squares.ts";

/**
 * Power x^y, as IEEE 754: 1^y = 1 and x^0 = 1 for any x and y; a negative x needs an integer y, else the result is NaN. Elementwise;
 * operands broadcast.
 *
 * Derivatives at edges: in x they are y x^(y−1), 0 for y = 0 at every x; so at x = 0 they are 0 for y > 1, 1 for y = 1 and infinite
 * for other y < 1. In y they are x^y log x, taken as 0 at x = 0 and NaN for negative x, where no real function of y exists.
 *
 * @example
 * ```ts
 * import { type Arr, array, grad, pow, sum } from "fluxion";
 *
 * pow(array([1, 4, 9]), 0.5).toArray(); // [1, 2, 3]
 * grad((x: Arr) => sum(pow(x, 3)))(array([-2, 0, 2])).toArray(); // [12, 0, 12]
 * ```
 */
export function pow(x: ArrLike, y: ArrLike): Arr {
  // An even power of a length is one of its square, and smooth where that is.
  if (typeof y === "number" && y > 0 && y % 2 === 0 && hasKnownSquare(x)) {
    const squared = knownSquare(x)!;
    return y === 2 ? squared : applyElementwise(primitive.pow, [squared, y / 2], true);
  }
  return applyElementwise(primitive.pow, [x, y], true);
}

/** Square root; NaN below 0. The derivative at 0 is infinite. Elementwise. */
export function sqrt(x: ArrLike): Arr {
  return applyElementwise(primitive.sqrt, [x], true);
}

/** Square x·x. Elementwise. */
export function square(x: ArrLike): Arr {
  return knownSquare(x) ?? applyElementwise(primitive.square, [x], false);
}

/** Cube root, also of negative numbers. The derivative at 0 is infinite. Elementwise. */
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
 * Length √(x² + y²) of a vector, without overflow or underflow on the way. At the origin the first derivatives are taken as 0, so that the
 * softened distance of a point to itself does no harm; second ones do not exist there: NaN. Its square, `hypot(x, y).square()`, has all.
 * Elementwise; operands broadcast.
 */
export function hypot(x: ArrLike, y: ArrLike): Arr {
  return withSquare(applyElementwise(hypotPrimitive, [x, y], true), () =>
    applyElementwise(addition, [squareAsFloat(x), squareAsFloat(y)], true),
  );
}

function squareAsFloat(x: ArrLike): Arr {
  return applyElementwise(multiplication, [x, x], true);
}
