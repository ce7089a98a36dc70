/** Rectangular parts of matrices, and identities of any shape. */

import { type Arr, fromBuffer } from "../../array/arr.ts";
import { allocate, type DType } from "../../array/dtype.ts";
import { slice } from "../../primitives/movement/parts.ts";
import { bindOne } from "../../program/bind.ts";
import { cast } from "../elementwise/cast.ts";

/** Rows and columns of a range each: from the first number up to but not including the second. */
export function matrixPart(a: Arr, rows: readonly [number, number], columns: readonly [number, number]): Arr {
  const stack = a.shape.slice(0, -2);
  return bindOne(slice, [a], {
    starts: [...stack.map(() => 0), rows[0], columns[0]],
    limits: [...stack, rows[1], columns[1]],
    strides: a.shape.map(() => 1),
  });
}

/** Ones on the diagonal, shape [m, n]. */
export function rectangularIdentity(m: number, n: number, dtype: DType): Arr {
  const data = allocate("f64", [m, n]);
  for (let i = 0; i < Math.min(m, n); i++) data[i * n + i] = 1;
  return cast(fromBuffer(data, [m, n], "f64"), dtype);
}
