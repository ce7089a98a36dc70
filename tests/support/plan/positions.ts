/** Positions: where in its buffer the elements of a view lie. */

import type { IndexedAxis } from "../../../src/compile/schedule/operation.ts";
import type { View } from "../../../src/compile/schedule/view.ts";
import type { Course } from "./course.ts";
import { join, textOf } from "./tokens.ts";

/** Positions of all elements in row-major order, at the step that the course is at. */
export function positionsOf({ shape, offset, strides, loops }: Omit<View, "buffer">, course: Course): Int32Array {
  const size = shape.reduce((product, length) => product * length, 1);
  course.spend(size);
  const positions = new Int32Array(size);
  if (size === 0) return positions;
  positions[0] = offset + course.displacement(loops);
  let filled = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    for (let i = filled; i < filled * shape[axis]!; i++) positions[i] = positions[i - filled]! + strides[axis]!;
    filled *= shape[axis]!;
  }
  return positions;
}

/** One token of all elements that an indexed load may read, whatever the index. */
export function reachOf(
  position: number,
  axes: readonly IndexedAxis[],
  read: (position: number) => number,
  course: Course,
): number {
  const visit = (token: number, at: number, axis: number): number => {
    const each = axes[axis];
    if (each === undefined) {
      course.spend(1);
      return join(token, read(at));
    }
    for (let i = 0; i <= each.last; i++) token = visit(token, at + i * each.stride, axis + 1);
    return token;
  };
  return visit(textOf("indexed"), position, 0);
}
