/** Repetition: whole arrays side by side, elements one after another, and arrays rolled round their axes. */

import { type Arr, fromBuffer } from "../../array/arr.ts";
import type { ArrLike } from "../../array/arr-like.ts";
import { allocate } from "../../array/dtype.ts";
import { sizeOf } from "../../array/shape.ts";
import { describeShape, ShapeError } from "../../errors/index.ts";
import { gather } from "../../primitives/indexing/indexing.ts";
import { bindOne } from "../../program/bind.ts";
import { normaliseAxis } from "./axes.ts";
import { broadcastTo } from "./broadcast.ts";
import { reshapeTo } from "../../primitives/movement/shape.ts";
import { concat } from "./joining.ts";
import { numberList } from "../number-lists.ts";
import { operandOf } from "../operands.ts";
import { partOf } from "../../primitives/movement/parts.ts";

function requireCounts(counts: readonly number[], where: string): void {
  if (counts.every((count) => Number.isInteger(count) && count >= 0)) return;
  throw new ShapeError({ where, expected: "whole numbers, 0 or more", received: describeShape(counts) });
}

/**
 * The array `counts` times side by side: a number for the last axis, or one for each axis; the shorter of shape and list is filled up
 * with ones in front, as NumPy does.
 *
 * @throws ShapeError for counts that are not whole numbers of at least 0
 * @example
 * ```ts
 * import { array, tile } from "fluxion";
 * console.log(tile(array([1, 2]), [2, 2]).toNested()); // → [ [ 1, 2, 1, 2 ], [ 1, 2, 1, 2 ] ]
 * ```
 */
export function tile(x: ArrLike, counts: number | readonly number[]): Arr {
  const arr = operandOf("tile", x);
  const given = numberList(counts, "tile", "counts");
  requireCounts(given, "tile");
  const rank = Math.max(arr.rank, given.length);
  const filled = (list: readonly number[]): number[] => [...new Array<number>(rank - list.length).fill(1), ...list];
  const [lengths, repeats] = [filled(arr.shape), filled(given)];
  const interleaved = (first: readonly number[]): number[] => lengths.flatMap((length, axis) => [first[axis]!, length]);
  const spread = broadcastTo(reshapeTo(arr, interleaved(lengths.map(() => 1))), interleaved(repeats));
  return reshapeTo(
    spread,
    lengths.map((length, axis) => length * repeats[axis]!),
  );
}

/**
 * Each element `counts` times, one after another: the same number for all, or one for each position of the axis. Without an axis the
 * elements are taken in row-major order.
 *
 * @throws ShapeError for counts that are not whole numbers of at least 0, or a list of another length than the axis; AxisError
 * @example
 * ```ts
 * import { array, repeat } from "fluxion";
 * console.log(repeat(array([1, 2]), 2).toNested()); // → [ 1, 1, 2, 2 ]
 * console.log(repeat(array([1, 2]), [1, 3]).toNested()); // → [ 1, 2, 2, 2 ]
 * ```
 */
export function repeat(x: ArrLike, counts: number | readonly number[], axis?: number): Arr {
  const given = operandOf("repeat", x);
  const arr = axis === undefined ? reshapeTo(given, [given.size]) : given;
  const position = normaliseAxis(axis ?? 0, arr.shape, "repeat");
  const length = arr.shape[position]!;
  requireCounts(numberList(counts, "repeat", "counts"), "repeat");
  if (typeof counts === "number") {
    const [before, after] = [arr.shape.slice(0, position), arr.shape.slice(position + 1)];
    const spread = broadcastTo(reshapeTo(arr, [...before, length, 1, ...after]), [...before, length, counts, ...after]);
    return reshapeTo(spread, [...before, length * counts, ...after]);
  }
  if (counts.length !== length) {
    throw new ShapeError({
      where: "repeat",
      expected: `a count for each of the ${length} positions of axis ${position}`,
      received: `a list of ${counts.length}`,
    });
  }
  const total = counts.reduce((sum, count) => sum + count, 0);
  const positions = allocate("i32", [total], "repeat");
  let start = 0;
  counts.forEach((count, i) => positions.fill(i, start, (start += count)));
  const index = fromBuffer(positions, [positions.length], "i32");
  return bindOne(gather, [arr, index], { axis: position, batchRank: 0 });
}

/**
 * Elements moved by `shift` positions along an axis; those that leave at the end come in again at the start. Without an axis the
 * elements move in row-major order.
 *
 * @param shift  whole number, or one for each of a list of axes
 * @throws       ShapeError unless there is a whole number for each axis; AxisError when the array has no such axis
 * @example
 * ```ts
 * import { array, roll } from "fluxion";
 * console.log(roll(array([1, 2, 3, 4]), 1).toNested()); // → [ 4, 1, 2, 3 ]
 * ```
 */
export function roll(x: ArrLike, shift: number | readonly number[], axis?: number | readonly number[]): Arr {
  const arr = operandOf("roll", x);
  const shifts = numberList(shift, "roll", "shift");
  if (axis === undefined) return reshapeTo(roll(reshapeTo(arr, [sizeOf(arr.shape)]), shift, 0), arr.shape);
  const axes = numberList(axis, "roll", "axis").map((each) => normaliseAxis(each, arr.shape, "roll"));
  const fits = shifts.length === axes.length || shifts.length === 1;
  if (!fits || !shifts.every(Number.isInteger)) {
    throw new ShapeError({
      where: "roll",
      expected: `a whole number for each of ${axes.length} axes`,
      received: describeShape(shifts),
    });
  }
  return axes.reduce((rolled, each, i) => rollAlong(rolled, shifts[i] ?? shifts[0]!, each), arr);
}

function rollAlong(arr: Arr, shift: number, axis: number): Arr {
  const length = arr.shape[axis]!;
  const start = length === 0 ? 0 : ((-shift % length) + length) % length;
  if (start === 0) return arr;
  return concat([partOf(arr, axis, start, length), partOf(arr, axis, 0, start)], axis);
}
