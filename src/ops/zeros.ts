/** Zeros of the type of another array, as a view of a single element. */

import ndarray from "ndarray";
import { type Arr, fromHost } from "../array/arr.ts";
import { allocate } from "../array/dtype.ts";
import type { ArrayType } from "../array/shape.ts";

export function zerosOf({ shape, dtype }: ArrayType | Arr): Arr {
  const strides = shape.map(() => 0);
  return fromHost(ndarray(allocate(dtype, 1), shape.slice(), strides, 0), dtype);
}
