/** Segments: rows that belong together by a number each, reduced to one row a segment. */

import type { Arr } from "../../array/arr.ts";
import type { ArrLike } from "../../array/arr-like.ts";
import { isFloat } from "../../array/dtype.ts";
import type { NestedNumbers } from "../../array/from-data.ts";
import { describeShape, describeType, ParameterError, ShapeError } from "../../errors/index.ts";
import { scatterAdd } from "../../primitives/indexing/indexing.ts";
import { scatterMax, scatterMin } from "../../primitives/indexing/scatter.ts";
import { bindOne } from "../../program/bind.ts";
import { div } from "../elementwise/arithmetic.ts";
import { broadcastTo } from "../movement/broadcast.ts";
import { reshapeTo } from "../../primitives/movement/shape.ts";
import { cast } from "../elementwise/cast.ts";
import { chosenAmong } from "../reduction/choosing.ts";
import { indexArray } from "./indices.ts";
import { operandOf } from "../operands.ts";
import { onesOf } from "../../array/zeros.ts";

function segments(
  where: string,
  primitive: typeof scatterAdd,
  x: ArrLike,
  segmentIds: ArrLike | NestedNumbers,
  count: number,
): Arr {
  const arr = operandOf(where, x);
  return bindOne(primitive, [idsOf(where, arr, segmentIds, count), arr], attributesOf(arr, count));
}

function attributesOf({ shape }: Arr, count: number): { shape: readonly number[]; axis: number; batchRank: number } {
  return { shape: shape.with(0, count), axis: 0, batchRank: 0 };
}

function idsOf(where: string, arr: Arr, segmentIds: ArrLike | NestedNumbers, count: number): Arr {
  if (!Number.isInteger(count) || count < 0) {
    const expected = "a whole number, 0 or more";
    throw new ParameterError({ where, path: "count", expected, received: String(count) });
  }
  const ids = indexArray(segmentIds, count, where, { name: "segmentIds", fromEnd: false });
  if (arr.rank === 0 || ids.rank !== 1 || ids.shape[0] !== arr.shape[0]) {
    throw new ShapeError({
      where,
      path: "segmentIds",
      expected: arr.rank === 0 ? "rows to number, and a scalar has none" : describeShape(arr.shape.slice(0, 1)),
      received: describeType(ids),
    });
  }
  return ids;
}

/**
 * The sum of the rows of each segment; 0 for a segment without rows.
 *
 * @param x           shape [n, ...]; bools are counted as i32
 * @param segmentIds  whole numbers from 0 to count - 1, shape [n], in any order; those unknown while tracing are held to that range
 * @param count       number of segments: a number, since the shape of the result follows from it
 * @returns           shape [count, ...]
 * @throws IndexError naming the first known id out of range; ShapeError unless there is an id for each row
 * @example
 * ```ts
 * import { array, segmentSum } from "fluxion";
 * console.log(segmentSum(array([1, 2, 3, 4]), [0, 2, 0, 2], 3).toNested()); // → [ 4, 0, 6 ]
 * ```
 */
export function segmentSum(x: ArrLike, segmentIds: ArrLike | NestedNumbers, count: number): Arr {
  const arr = operandOf("segmentSum", x);
  return segments("segmentSum", scatterAdd, arr.dtype === "bool" ? cast(arr, "i32") : arr, segmentIds, count);
}

/**
 * The largest of the rows of each segment, element by element; NaN if any is NaN, −∞ (for i32 −2³¹, for bools false) for a segment without rows.
 * Elements that tie share the derivative equally. Operands and errors as `segmentSum`.
 */
export function segmentMax(x: ArrLike, segmentIds: ArrLike | NestedNumbers, count: number): Arr {
  return chosenAmong(operandOf("segmentMax", x), (arr) => segments("segmentMax", scatterMax, arr, segmentIds, count));
}

/**
 * The smallest of the rows of each segment, element by element; NaN if any is NaN, ∞ (for i32 2³¹ − 1, for bools true) for a segment without rows.
 * Elements that tie share the derivative equally. Operands and errors as `segmentSum`.
 */
export function segmentMin(x: ArrLike, segmentIds: ArrLike | NestedNumbers, count: number): Arr {
  return chosenAmong(operandOf("segmentMin", x), (arr) => segments("segmentMin", scatterMin, arr, segmentIds, count));
}

/** The mean of the rows of each segment, in f64 for integers; NaN for a segment without rows. Operands and errors as `segmentSum`. */
export function segmentMean(x: ArrLike, segmentIds: ArrLike | NestedNumbers, count: number): Arr {
  const given = operandOf("segmentMean", x);
  const arr = isFloat(given.dtype) ? given : cast(given, "f64");
  const ids = idsOf("segmentMean", arr, segmentIds, count);
  const attributes = attributesOf(arr, count);
  const rows = bindOne(scatterAdd, [ids, onesOf({ shape: ids.shape, dtype: arr.dtype })], {
    ...attributes,
    shape: [count],
  });
  const counts = broadcastTo(reshapeTo(rows, [count, ...arr.shape.slice(1).map(() => 1)]), attributes.shape);
  return div(bindOne(scatterAdd, [ids, arr], attributes), counts);
}
