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
  return applyElementwise(primitive.logicalAnd, [boolOf("logicalAnd", x), boolOf("logicalAnd", y)], false);
}

/** At least one holds. Elementwise; operands broadcast. */
export function logicalOr(x: ArrLike, y: ArrLike): Arr {
  return applyElementwise(primitive.logicalOr, [boolOf("logicalOr", x), boolOf("logicalOr", y)], false);
}

/** Exactly one holds. Elementwise; operands broadcast. */
export function logicalXor(x: ArrLike, y: ArrLike): Arr {
  return applyElementwise(primitive.notEqual, [boolOf("logicalXor", x), boolOf("logicalXor", y)], false);
}

/** Does not hold. Elementwise. */
export function logicalNot(x: ArrLike): Arr {
  return applyElementwise(primitive.logicalNot, [boolOf("logicalNot", x)], false);
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

/** Is ∞ or −∞. Elementwise. */
export function isInf(x: ArrLike): Arr {
  const arr = operandOf("isInf", x);
  return equal(abs(arr.dtype === "bool" ? cast(arr, "i32") : arr), Infinity);
}

function boolOf(where: string, x: ArrLike): Arr {
  return cast(operandOf(where, x), "bool");
}
