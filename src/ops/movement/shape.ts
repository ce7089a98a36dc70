/** Shape operations: the same values, arranged otherwise. */

import type { Arr } from "../../array/arr.ts";
import type { ArrLike } from "../../array/arr-like.ts";
import { type Shape, sizeOf } from "../../array/shape.ts";
import { AxisError, describeShape, describeType, ShapeError } from "../../errors/index.ts";
import { flip as flipPrimitive } from "../../primitives/movement/shape.ts";
import { bindOne } from "../../program/bind.ts";
import { type Axes, normaliseAxes, normaliseAxis } from "./axes.ts";
import { reshapeTo, transposeTo } from "../../primitives/movement/shape.ts";
import { numberList } from "../number-lists.ts";
import { operandOf } from "../operands.ts";

/**
 * The elements in row-major order under another shape; one length may be -1, computed from the others.
 *
 * @throws ShapeError when the number of elements differs
 */
export function reshape(x: ArrLike, shape: Shape): Arr {
  const arr = operandOf("reshape", x);
  if (typeof shape === "number" || !Array.isArray(shape)) return reshape(arr, numberList(shape, "reshape", "shape"));
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
      : numberList(permutation, "transpose", "permutation").map((axis) => normaliseAxis(axis, arr.shape, "transpose"));
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

/**
 * Axes moved to other positions; the rest keep their order.
 *
 * @param source       an axis, or several
 * @param destination  where each of them goes
 * @throws             AxisError when an axis is not there, or named twice, or the two lists differ in length
 * @example
 * ```ts
 * import { moveAxis, zeros } from "fluxion";
 * console.log(moveAxis(zeros([2, 3, 4]), -1, 0).shape); // → [ 4, 2, 3 ]
 * ```
 */
export function moveAxis(x: ArrLike, source: number | readonly number[], destination: number | readonly number[]): Arr {
  const arr = operandOf("moveAxis", x);
  const positions = (axes: number | readonly number[], path: string): number[] => {
    const list = numberList(axes, "moveAxis", path).map((axis) => normaliseAxis(axis, arr.shape, "moveAxis"));
    if (new Set(list).size === list.length) return list;
    throw new AxisError({ where: "moveAxis", expected: "each axis once", received: describeShape(list) });
  };
  const [from, to] = [positions(source, "source"), positions(destination, "destination")];
  if (from.length !== to.length) {
    throw new AxisError({
      where: "moveAxis",
      expected: `as many destinations as the ${from.length} axes that move`,
      received: describeShape(to),
    });
  }
  const rest = arr.shape.map((_, axis) => axis).filter((axis) => !from.includes(axis));
  const order = arr.shape.map((_, place) => {
    const moved = to.indexOf(place);
    return moved < 0 ? rest.shift()! : from[moved]!;
  });
  return transposeTo(arr, order);
}

/** Two axes exchanged. @throws AxisError when the array has no such axis */
export function swapAxes(x: ArrLike, first: number, second: number): Arr {
  const arr = operandOf("swapAxes", x);
  const [a, b] = [normaliseAxis(first, arr.shape, "swapAxes"), normaliseAxis(second, arr.shape, "swapAxes")];
  return transposeTo(
    arr,
    arr.shape.map((_, axis) => (axis === a ? b : axis === b ? a : axis)),
  );
}
