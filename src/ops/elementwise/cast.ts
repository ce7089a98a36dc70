/** Conversion between element types. */

import type { ArrLike } from "../../array/arr-like.ts";
import type { Arr } from "../../array/arr.ts";
import { type DType, dtypes } from "../../array/dtype.ts";
import { describeValue, DTypeError } from "../../errors/index.ts";
import { castTo } from "../../primitives/elementwise/convert.ts";
import { operandOf } from "../operands.ts";

/**
 * The same values as another element type. To i32 it truncates towards zero (saturating; NaN becomes 0), to bool it tests ≠ 0.
 * Differentiable between f64 and f32.
 *
 * @param x      any shape
 * @param dtype  "f64", "f32", "i32" or "bool"
 * @returns      an array of x's shape
 * @throws       DTypeError for an unknown element type
 */
export function cast(x: ArrLike, dtype: DType): Arr {
  const arr = operandOf("cast", x);
  if (arr.dtype === dtype) return arr;
  if (!dtypes.includes(dtype)) {
    throw new DTypeError({ where: "cast", expected: `one of ${dtypes.join(", ")}`, received: describeValue(dtype) });
  }
  return castTo(arr, dtype);
}
