/** Shape operations: the same values, arranged otherwise. */

import type { Arr } from "../array/arr.ts";
import type { ArrLike } from "../array/arr-like.ts";
import { type Shape, sizeOf } from "../array/shape.ts";
import { AxisError, describeShape, describeType, ShapeError } from "../errors/index.ts";
import { flip as flipPrimitive } from "../primitives/shape.ts";
import { bindOne } from "../program/bind.ts";
import { type Axes, normaliseAxes, normaliseAxis } from "./axes.ts";
import { reshapeTo, transposeTo } from "./broadcast.ts";
import { operandOf } from "./operands.ts";

/**
 * The elements in row-major order under another shape; one length may be -1, computed from the others.
 *
 * @throws ShapeError when the number of elements differs
 */
export function reshape(x: ArrLike, shape: Shape): Arr {
  const arr = operandOf("reshape", x);
  const open = shape.indexOf(-1);
  const others = open < 0 ? shape : shape.toSpliced(open, 1);
  if (!others.every((length) => Number.isInteger(length) && length >= 0)) {
    throw new ShapeError({
      where: "reshape",
      expected: "whole numbers, 0 or more, of which one may be -1",
      received: describeShape(shape),
    });
  }
  const size = sizeOf(others);
  if (open < 0 ? size === arr.size : size > 0 && arr.size % size === 0) {
    return reshapeTo(arr, open < 0 ? shape : shape.with(open, arr.size / size));
  }
  throw new ShapeError({
    where: "reshape",
    expected: `a shape of ${arr.size} elements, as ${describeType(arr)} has`,
    received: describeShape(shape),
    hint: open < 0 ? "One length may be -1: it is computed from the others." : undefined,
  });
}

/** Axes in the order of `permutation`; reversed by default. @throws AxisError unless each axis is named once */
export function transpose(x: ArrLike, permutation?: readonly number[]): Arr {
  const arr = operandOf("transpose", x);
  const axes =
    permutation === undefined
      ? arr.shape.map((_, axis) => arr.rank - 1 - axis)
      : permutation.map((axis) => normaliseAxis(axis, arr.shape, "transpose"));
  if (axes.length !== arr.rank || new Set(axes).size !== axes.length) {
    throw new AxisError({
      where: "transpose",
      expected: `each of the ${arr.rank} axes once`,
      received: describeShape(permutation ?? axes),
    });
  }
  return transposeTo(arr, axes);
}

/** Inserts an axis of length 1 at `axis` of the result. @throws AxisError when the result has no such axis */
export function expandDims(x: ArrLike, axis: number): Arr {
  const arr = operandOf("expandDims", x);
  const position = normaliseAxis(axis, [...arr.shape, 1], "expandDims");
  return reshapeTo(arr, arr.shape.toSpliced(position, 0, 1));
}

/** Drops axes of length 1: those named, or all. @throws ShapeError when a named axis is longer */
export function squeeze(x: ArrLike, axis?: Axes): Arr {
  const arr = operandOf("squeeze", x);
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
  const arr = operandOf("flip", x);
  return bindOne(flipPrimitive, [arr], { axes: normaliseAxes(axis, arr.shape, "flip") });
}
