/** Stacks of matrices as users give them: checked, of one element type, with equal leading axes. */

import type { Arr } from "../../array/arr.ts";
import type { ArrLike } from "../../array/arr-like.ts";
import { isFloat, promote } from "../../array/dtype.ts";
import { broadcastShapes } from "../../array/shape.ts";
import { describeType, ShapeError } from "../../errors/index.ts";
import { broadcastTo } from "../movement/broadcast.ts";
import { cast } from "../elementwise/cast.ts";
import { operandOf } from "../operands.ts";

/** Two stacks of matrices with one element type and equal leading axes. */
export function conformStacks(a: Arr, b: Arr, where: string, floatOnly: boolean): [Arr, Arr] {
  const common = promote(a.dtype, b.dtype);
  const dtype = floatOnly && !isFloat(common) ? "f64" : common === "bool" ? "i32" : common;
  const stack = broadcastShapes(a.shape.slice(0, -2), b.shape.slice(0, -2));
  if (stack === undefined) {
    throw new ShapeError({
      where,
      expected: "leading axes that broadcast (equal lengths, or 1), before the last two",
      received: `${describeType(a)} and ${describeType(b)}`,
      hint: "Insert an axis with expandDims, or use vmap to map over one operand.",
    });
  }
  const conform = (x: Arr): Arr => broadcastTo(cast(x, dtype), [...stack, ...x.shape.slice(-2)]);
  return [conform(a), conform(b)];
}

/** A stack of matrices of any element type. */
export function matricesOf(where: string, a: ArrLike): Arr {
  const x = operandOf(where, a);
  if (x.rank >= 2) return x;
  throw new ShapeError({ where, expected: "a matrix [..., m, n]", received: describeType(x) });
}

/** A stack of matrices of a float type: integers become f64. */
export function floatMatricesOf(where: string, a: ArrLike): Arr {
  const x = matricesOf(where, a);
  return isFloat(x.dtype) ? x : cast(x, "f64");
}

/** A stack of square matrices of a float type: integers become f64. */
export function squareMatricesOf(where: string, a: ArrLike): Arr {
  const x = operandOf(where, a);
  requireSquare(x, where);
  return isFloat(x.dtype) ? x : cast(x, "f64");
}

export function requireSquare(x: Arr, where: string): void {
  if (x.rank >= 2 && x.shape.at(-1) === x.shape.at(-2)) return;
  throw new ShapeError({ where, expected: "a square matrix [..., n, n]", received: describeType(x) });
}
