/** Indexing: parts of arrays by position, and elements by arrays of indices. */

import type { Arr } from "../array/arr.ts";
import type { ArrLike } from "../array/arr-like.ts";
import { type BasicIndex, planBasicIndex } from "../array/basic-index.ts";
import type { NestedNumbers } from "../array/from-data.ts";
import { sameShape } from "../array/shape.ts";
import { gather as gatherPrimitive, scatterAdd as scatterAddPrimitive } from "../primitives/indexing.ts";
import { slice as slicePrimitive } from "../primitives/parts.ts";
import { flip as flipPrimitive } from "../primitives/shape.ts";
import { bindOne } from "../program/bind.ts";
import { normaliseAxis } from "./axes.ts";
import { reshapeTo } from "./broadcast.ts";
import { cast } from "./cast.ts";
import { add } from "./arithmetic.ts";
import { indexArray } from "./indices.ts";
import { operandOf } from "./operands.ts";

/**
 * NumPy's basic indexing: a number picks a position and drops the axis, `[start, stop, step]` takes a range, null a whole axis,
 * "..." all axes in between, `newAxis` inserts one. Concrete arrays share memory with the result.
 *
 * @example
 * ```ts
 * import { array, slice } from "fluxion";
 * const x = array([[1, 2, 3], [4, 5, 6]]);
 * console.log(slice(x, null, -1).toNested()); // [ 3, 6 ]
 * console.log(slice(x, 0, [null, null, -1]).toNested()); // [ 3, 2, 1 ]
 * ```
 * @throws IndexError naming the axis when a position is out of range, a step is zero, or there are too many indices
 */
export function slice(x: ArrLike, ...indices: readonly BasicIndex[]): Arr {
  const arr = operandOf("slice", x);
  const { starts, limits, strides, flips, sliced, shape } = planBasicIndex(arr.shape, indices);
  const whole = sameShape(sliced, arr.shape);
  const part = whole ? arr : bindOne(slicePrimitive, [arr], { starts, limits, strides });
  const turned = flips.length === 0 ? part : bindOne(flipPrimitive, [part], { axes: flips });
  return reshapeTo(turned, shape);
}

/**
 * Elements of `x` at `indices` along `axis`: the shape of the indices takes the place of the axis.
 *
 * @param indices  whole numbers, any shape; negative ones count from the end. Indices unknown while tracing are held to the range
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
  { axis = 0, batchRank = 0 }: { readonly axis?: number; readonly batchRank?: number } = {},
): Arr {
  const arr = operandOf("gather", x);
  const position = normaliseAxis(axis, arr.shape, "gather");
  const index = indexArray(indices, arr.shape[position]!, "gather");
  return bindOne(gatherPrimitive, [arr, index], { axis: position, batchRank });
}

/**
 * `x` with `updates` added at `indices` along `axis`; an index that occurs twice receives both.
 *
 * @param updates  shape of x with the axis replaced by the shape of the indices
 * @throws IndexError, AxisError as `take`; ShapeError when the updates have another shape
 */
export function scatterAdd(x: ArrLike, indices: ArrLike | NestedNumbers, updates: ArrLike, axis = 0): Arr {
  const arr = operandOf("scatterAdd", x);
  const position = normaliseAxis(axis, arr.shape, "scatterAdd");
  const index = indexArray(indices, arr.shape[position]!, "scatterAdd");
  const added = bindOne(scatterAddPrimitive, [index, cast(updates, arr.dtype)], {
    shape: arr.shape,
    axis: position,
    batchRank: 0,
  });
  return add(arr, added);
}
