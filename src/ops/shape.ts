/** Shape operations: the same values, arranged otherwise. */

import type { Arr } from "../array/arr.ts";
import type { ArrLike } from "../array/arr-like.ts";
import { promote } from "../array/dtype.ts";
import { type Shape, sizeOf } from "../array/shape.ts";
import { AxisError, describeShape, ShapeError } from "../errors/index.ts";
import { concatenate } from "../primitives/parts.ts";
import { flip as flipPrimitive } from "../primitives/shape.ts";
import { bindOne } from "../program/bind.ts";
import { type Axes, normaliseAxes, normaliseAxis } from "./axes.ts";
import { reshapeTo, transposeTo } from "./broadcast.ts";
import { cast } from "./cast.ts";
import { asArr } from "./operands.ts";

/**
 * The elements in row-major order under another shape; one length may be -1, computed from the others.
 *
 * @throws ShapeError when the number of elements differs
 */
export function reshape(x: ArrLike, shape: Shape): Arr {
  const arr = asArr(x);
  const open = shape.indexOf(-1);
  if (open < 0) return reshapeTo(arr, shape);
  const others = sizeOf(shape.filter((_, axis) => axis !== open));
  if (others === 0 || arr.size % others !== 0 || shape.lastIndexOf(-1) !== open) {
    throw new ShapeError({
      where: "reshape",
      expected: `a shape of ${arr.size} elements with at most one -1`,
      received: describeShape(shape),
    });
  }
  return reshapeTo(
    arr,
    shape.map((length) => (length === -1 ? arr.size / others : length)),
  );
}

/** Axes in the order of `permutation`; reversed by default. @throws AxisError unless each axis is named once */
export function transpose(x: ArrLike, permutation?: readonly number[]): Arr {
  const arr = asArr(x);
  if (permutation === undefined)
    return transposeTo(
      arr,
      arr.shape.map((_, axis) => arr.rank - 1 - axis),
    );
  const axes = permutation.map((axis) => normaliseAxis(axis, arr.shape, "transpose"));
  if (axes.length !== arr.rank || new Set(axes).size !== axes.length) {
    throw new AxisError({
      where: "transpose",
      expected: `each of the ${arr.rank} axes once`,
      received: describeShape(permutation),
    });
  }
  return transposeTo(arr, axes);
}

/** Inserts an axis of length 1 at `axis` of the result. @throws AxisError when the result has no such axis */
export function expandDims(x: ArrLike, axis: number): Arr {
  const arr = asArr(x);
  const position = normaliseAxis(axis, [...arr.shape, 1], "expandDims");
  return reshapeTo(arr, arr.shape.toSpliced(position, 0, 1));
}

/** Drops axes of length 1: those named, or all. @throws ShapeError when a named axis is longer */
export function squeeze(x: ArrLike, axis?: Axes): Arr {
  const arr = asArr(x);
  const named = axis !== undefined && axis !== null;
  const axes = normaliseAxes(axis, arr.shape, "squeeze");
  for (const each of axes) {
    if (named && arr.shape[each] !== 1) {
      throw new ShapeError({
        where: "squeeze",
        expected: `length 1 on axis ${each}`,
        received: describeShape(arr.shape),
      });
    }
  }
  return reshapeTo(
    arr,
    arr.shape.filter((length, each) => !(axes.includes(each) && length === 1)),
  );
}

/** Reverses the order along `axis` (all axes by default). @throws AxisError when the array has no such axis */
export function flip(x: ArrLike, axis?: Axes): Arr {
  const arr = asArr(x);
  return bindOne(flipPrimitive, [arr], { axes: normaliseAxes(axis, arr.shape, "flip") });
}

/** Joins arrays along an existing axis. @throws ShapeError unless all other lengths agree */
export function concat(arrays: readonly ArrLike[], axis = 0): Arr {
  const list = arrays.map((each) => asArr(each));
  const [first] = list;
  if (first === undefined) {
    throw new ShapeError({ where: "concat", expected: "at least one array", received: "none" });
  }
  const dtype = list.reduce((common, each) => promote(common, each.dtype), first.dtype);
  const position = normaliseAxis(axis, first.shape, "concat");
  return bindOne(
    concatenate,
    list.map((each) => cast(each, dtype)),
    { axis: position },
  );
}

/** Joins arrays of one shape along a new axis. @throws ShapeError unless all shapes agree */
export function stack(arrays: readonly ArrLike[], axis = 0): Arr {
  return concat(
    arrays.map((each) => expandDims(each, axis)),
    axis,
  );
}
