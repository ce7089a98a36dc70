/** Scattering: elements added to, or written over, positions that arrays of indices name. */

import type { Arr } from "../../array/arr.ts";
import type { ArrLike } from "../../array/arr-like.ts";
import type { NestedNumbers } from "../../array/from-data.ts";
import { scatterAdd as scatterAddPrimitive } from "../../primitives/indexing/indexing.ts";
import { scatterSet as scatterSetPrimitive } from "../../primitives/indexing/scatter.ts";
import { bindOne } from "../../program/bind.ts";
import { add } from "../elementwise/arithmetic.ts";
import { normaliseAxis } from "../movement/axes.ts";
import { broadcastTo } from "../movement/broadcast.ts";
import { cast } from "../elementwise/cast.ts";
import { indexArray } from "./indices.ts";
import { operandOf } from "../operands.ts";

interface Target {
  readonly arr: Arr;
  readonly index: Arr;
  readonly position: number;
  readonly updates: Arr;
}

/** Operands of a scatter; a single number goes to all places. */
function targetOf(where: string, x: ArrLike, indices: ArrLike | NestedNumbers, updates: ArrLike, axis: number): Target {
  const arr = operandOf(where, x);
  const position = normaliseAxis(axis, arr.shape, where);
  const index = indexArray(indices, arr.shape[position]!, where);
  const given = cast(operandOf(where, updates), arr.dtype);
  const shape = arr.shape.toSpliced(position, 1, ...index.shape);
  return { arr, index, position, updates: given.rank === 0 ? broadcastTo(given, shape) : given };
}

/**
 * `x` with `updates` added at `indices` along `axis`; an index that occurs twice receives both. Updates take the element type of x.
 *
 * @param indices  whole numbers, any shape; negative ones count from the end; those unknown while tracing are held to the range
 * @param updates  shape of x with the axis replaced by the shape of the indices, or a single number for all places
 * @throws IndexError, AxisError as `take`; ShapeError when the updates have another shape
 * @example
 * ```ts
 * import { array, scatterAdd, zeros } from "fluxion";
 * console.log(scatterAdd(zeros([3]), [0, 2, 0], array([1, 2, 4])).toNested()); // → [ 5, 0, 2 ]
 * ```
 */
export function scatterAdd(x: ArrLike, indices: ArrLike | NestedNumbers, updates: ArrLike, axis = 0): Arr {
  const { arr, index, position, updates: rows } = targetOf("scatterAdd", x, indices, updates, axis);
  return add(arr, bindOne(scatterAddPrimitive, [index, rows], { shape: arr.shape, axis: position, batchRank: 0 }));
}

/**
 * `x` with the elements at `indices` along `axis` replaced by `updates`. Where an index occurs twice the last one, in row-major order
 * of the indices, stays. Derivatives follow the elements: those of x that are overwritten have none, nor have updates that another
 * one replaced.
 *
 * @param indices  whole numbers, any shape; negative ones count from the end; those unknown while tracing are held to the range
 * @param updates  shape of x with the axis replaced by the shape of the indices, or a single number for all places
 * @throws IndexError, AxisError as `take`; ShapeError when the updates have another shape
 * @example
 * ```ts
 * import { array, scatterSet, zeros } from "fluxion";
 * console.log(scatterSet(zeros([4]), [1, -1, 1], array([5, 6, 7])).toNested()); // → [ 0, 7, 0, 6 ]
 * ```
 */
export function scatterSet(x: ArrLike, indices: ArrLike | NestedNumbers, updates: ArrLike, axis = 0): Arr {
  const { arr, index, position, updates: rows } = targetOf("scatterSet", x, indices, updates, axis);
  return bindOne(scatterSetPrimitive, [arr, index, rows], { axis: position, batchRank: 0 });
}
