/** Comparisons and logic on arrays: results are bool. */

import type { ArrLike } from "../../array/arr-like.ts";
import type { Arr } from "../../array/arr.ts";
import * as primitive from "../../primitives/elementwise/comparison.ts";
import { abs } from "./arithmetic.ts";
import { cast } from "./cast.ts";
import { applyElementwise, operandOf } from "../operands.ts";

/** x < y; false where either is NaN. Elementwise; operands broadcast. */
export function less(x: ArrLike, y: ArrLike): Arr {
  return applyElementwise(primitive.less, [x, y], false);
}

/** x ≤ y; false where either is NaN. Elementwise; operands broadcast. */
export function lessEqual(x: ArrLike, y: ArrLike): Arr {
  return applyElementwise(primitive.lessEqual, [x, y], false);
}

/** x > y; false where either is NaN. Elementwise; operands broadcast. */
export function greater(x: ArrLike, y: ArrLike): Arr {
  return applyElementwise(primitive.greater, [x, y], false);
}

/** x ≥ y; false where either is NaN. Elementwise; operands broadcast. */
export function greaterEqual(x: ArrLike, y: ArrLike): Arr {
  return applyElementwise(primitive.greaterEqual, [x, y], false);
}

/** x = y; false where either is NaN. Elementwise; operands broadcast. */
export function equal(x: ArrLike, y: ArrLike): Arr {
  return applyElementwise(primitive.equal, [x, y], false);
}

/** x ≠ y; true where either is NaN. Elementwise; operands broadcast. */
export function notEqual(x: ArrLike, y: ArrLike): Arr {
  return applyElementwise(primitive.notEqual, [x, y], false);
}

/** Both hold. Elementwise; operands broadcast. */
export function logicalAnd(x: ArrLike, y: ArrLike): Arr {
  return applyElementwise(primitive.logicalAnd, [cast(x, "bool"), cast(y, "bool")], false);
}

/** At least one holds. Elementwise; operands broadcast. */
export function logicalOr(x: ArrLike, y: ArrLike): Arr {
  return applyElementwise(primitive.logicalOr, [cast(x, "bool"), cast(y, "bool")], false);
}

/** Does not hold. Elementwise. */
export function logicalNot(x: ArrLike): Arr {
  return applyElementwise(primitive.logicalNot, [cast(x, "bool")], false);
}

/** Neither infinite nor NaN; integers and bools always are. Elementwise. */
export function isFinite(x: ArrLike): Arr {
  const arr = operandOf("isFinite", x);
  return less(abs(arr.dtype === "bool" ? cast(arr, "i32") : arr), Infinity);
}

/** Is NaN, not a number. Elementwise. */
export function isNaN(x: ArrLike): Arr {
  const arr = operandOf("isNaN", x);
  return notEqual(arr, arr);
}
