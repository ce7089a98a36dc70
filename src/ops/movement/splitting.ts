/** split: an array as parts along an axis. */

import type { Arr } from "../../array/arr.ts";
import type { ArrLike } from "../../array/arr-like.ts";
import { describeShape, describeType, ShapeError } from "../../errors/index.ts";
import { partOf } from "../../primitives/movement/parts.ts";
import { normaliseAxis } from "./axes.ts";
import { numberList } from "../number-lists.ts";
import { operandOf } from "../operands.ts";

/**
 * Parts along an axis: a number of equal ones, or those between ascending positions, as NumPy's `split`.
 *
 * @param parts  how many equal parts; or the positions at which later parts begin
 * @returns      views where values are known; with k positions k + 1 parts
 * @throws       ShapeError when the axis does not divide, or positions do not ascend from 0 to its length; AxisError
 * @example
 * ```ts
 * import { arange, split } from "fluxion";
 * console.log(split(arange(6), 3).map((part) => part.toNested())); // → [ [ 0, 1 ], [ 2, 3 ], [ 4, 5 ] ]
 * console.log(split(arange(6), [1, 4]).map((part) => part.toNested())); // → [ [ 0 ], [ 1, 2, 3 ], [ 4, 5 ] ]
 * ```
 */
export function split(x: ArrLike, parts: number | readonly number[], axis = 0): Arr[] {
  const arr = operandOf("split", x);
  const position = normaliseAxis(axis, arr.shape, "split");
  const length = arr.shape[position]!;
  const limits =
    typeof parts === "number"
      ? equalLimits(arr, length, position, parts)
      : [...numberList(parts, "split", "parts"), length];
  const ascends = limits.every((limit, i) => Number.isInteger(limit) && limit >= (limits[i - 1] ?? 0));
  if (!ascends) {
    throw new ShapeError({
      where: "split",
      expected: `positions that ascend from 0 to ${length}`,
      received: describeShape(typeof parts === "number" ? [parts] : parts),
    });
  }
  return limits.map((limit, i) => partOf(arr, position, limits[i - 1] ?? 0, limit));
}

function equalLimits(arr: Arr, length: number, axis: number, parts: number): number[] {
  if (!(Number.isInteger(parts) && parts > 0 && length % parts === 0)) {
    throw new ShapeError({
      where: "split",
      expected: `a number of parts that divides axis ${axis} of ${describeType(arr)}`,
      received: String(parts),
      hint: "Give the positions at which the parts begin to have parts of different lengths.",
    });
  }
  return Array.from({ length: parts }, (_, i) => ((i + 1) * length) / parts);
}
