/** Lengths of transformed axes: lines are cropped, or padded with zeros, at their ends. */

import type { Arr } from "../../array/arr.ts";
import { describeShape, describeType, ShapeError } from "../../errors/index.ts";
import { mapParts } from "../complex/number.ts";
import type { Complex } from "../complex/number.ts";
import { pad } from "../movement/pad.ts";
import { partOf } from "../../primitives/movement/parts.ts";

/** The array with the given length along an axis, counted from the front. */
export function withLength(x: Arr, axis: number, length: number): Arr {
  const present = x.shape[axis]!;
  if (length <= present) return partOf(x, axis, 0, length);
  return pad(
    x,
    x.shape.map((_, each) => [0, each === axis ? length - present : 0] as const),
  );
}

/** The parts with the given lengths along axes. */
export function withLengths(z: Complex, axes: readonly number[], lengths: readonly number[]): Complex {
  return axes.reduce(
    (cut, axis, i) =>
      cut.re.shape[axis] === lengths[i] ? cut : mapParts(cut, (part) => withLength(part, axis, lengths[i]!)),
    z,
  );
}

/** @throws ShapeError unless there is a whole number above 0 for each axis */
export function checkLengths(where: string, x: Arr, axes: readonly number[], lengths: readonly number[]): void {
  if (lengths.length === axes.length && lengths.every((length) => Number.isInteger(length) && length > 0)) return;
  throw new ShapeError({
    where,
    expected: `a whole number of points, at least 1, along ${axes.length === 1 ? "the axis" : `each of the axes ${axes.join(", ")}`}`,
    received: `lengths ${describeShape(lengths)} of ${describeType(x)}`,
  });
}
