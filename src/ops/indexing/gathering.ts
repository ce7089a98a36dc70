/** Gathering: elements at positions that arrays of indices name. */

import { gatherChecks } from "../option-checks.ts";
import type { Arr } from "../../array/arr.ts";
import type { ArrLike } from "../../array/arr-like.ts";
import type { NestedNumbers } from "../../array/from-data.ts";
import { broadcastShapes } from "../../array/shape.ts";
import { checkOptions, describeType, ShapeError } from "../../errors/index.ts";
import { gather as gatherPrimitive } from "../../primitives/indexing/indexing.ts";
import { bindOne } from "../../program/bind.ts";
import { normaliseAxis } from "../movement/axes.ts";
import { broadcastTo } from "../movement/broadcast.ts";
import { indexArray } from "./indices.ts";
import { operandOf } from "../operands.ts";
import { moveAxis } from "../movement/shape.ts";

/**
 * Elements of `x` at `indices` along `axis`: the shape of the indices takes the place of the axis.
 *
 * @param indices  whole numbers, any shape; negative ones count from the end. Indices unknown while tracing are held to the range:
 *                 they name the first or last element where they lie outside, on every target
 * @throws IndexError naming the first known index that is out of range; AxisError when the array has no such axis
 */
export function take(x: ArrLike, indices: ArrLike | NestedNumbers, axis = 0): Arr {
  const arr = operandOf("take", x);
  const position = normaliseAxis(axis, arr.shape, "take");
  const index = indexArray(indices, arr.shape[position]!, "take");
  return bindOne(gatherPrimitive, [arr, index], { axis: position, batchRank: 0 });
}

/**
 * As `take`, with leading axes shared by array and indices: `gather(x, i, { axis: 1, batchRank: 1 })` takes from each row its own
 * elements.
 *
 * @throws IndexError, AxisError as `take`; ShapeError when the shared axes differ
 */
export function gather(
  x: ArrLike,
  indices: ArrLike | NestedNumbers,
  options: { readonly axis?: number; readonly batchRank?: number } = {},
): Arr {
  checkOptions(options, gatherChecks, "gather");
  const { axis = 0, batchRank = 0 } = options;
  const arr = operandOf("gather", x);
  const position = normaliseAxis(axis, arr.shape, "gather");
  const index = indexArray(indices, arr.shape[position]!, "gather");
  return bindOne(gatherPrimitive, [arr, index], { axis: position, batchRank });
}

/**
 * From each row along `axis` the elements at its own indices, as NumPy's take_along_axis: what `argsort` and `argmax` say, looked up.
 *
 * @param x        shape [..., n, ...]
 * @param indices  shape [..., k, ...], as many axes as x; along the others lengths agree or are 1. Negative ones count from the end;
 *                 those unknown while tracing are held to the range
 * @returns        shape [..., k, ...]
 * @throws IndexError naming the first known index that is out of range; ShapeError when the other axes do not broadcast;
 *         AxisError when the array has no such axis
 * @example
 * ```ts
 * import { argsort, array, takeAlongAxis } from "fluxion";
 * const energy = array([3, 1, 2]);
 * const flux = array([30, 10, 20]);
 * console.log(takeAlongAxis(flux, argsort(energy)).toNested()); // → [ 10, 20, 30 ]
 * ```
 */
export function takeAlongAxis(x: ArrLike, indices: ArrLike | NestedNumbers, axis = -1): Arr {
  const where = "takeAlongAxis";
  const arr = operandOf(where, x);
  const position = normaliseAxis(axis, arr.shape, where);
  const index = indexArray(indices, arr.shape[position]!, where);
  const others = (shape: Arr["shape"]): number[] => shape.toSpliced(position, 1);
  const common = index.rank === arr.rank ? broadcastShapes(others(arr.shape), others(index.shape)) : undefined;
  if (common === undefined) {
    throw new ShapeError({
      where,
      expected: `indices of rank ${arr.rank} whose axes but ${position} broadcast with ${describeType(arr)}`,
      received: describeType(index),
    });
  }
  const rows = (each: Arr): Arr => {
    const full = broadcastTo(each, common.toSpliced(position, 0, each.shape[position]!));
    return moveAxis(full, position, -1);
  };
  const batchRank = arr.rank - 1;
  return moveAxis(bindOne(gatherPrimitive, [rows(arr), rows(index)], { axis: batchRank, batchRank }), -1, position);
}
