/** Zeros and ones of the type of another array, as views of a single element. */

import ndarray from "ndarray";
import { type Arr, fromHost } from "./arr.ts";
import { allocate } from "./dtype.ts";
import type { ArrayType } from "./shape.ts";

export function zerosOf(type: ArrayType | Arr): Arr {
  return filled(type, 0);
}

export function onesOf(type: ArrayType | Arr): Arr {
  return filled(type, 1);
}

function filled({ shape, dtype }: ArrayType | Arr, value: number): Arr {
  const strides = shape.map(() => 0);
  return fromHost(ndarray(allocate(dtype, 1).fill(value), shape.slice(), strides, 0), dtype);
}
