/** Positions: where the elements of a view lie in its buffer. */

import { type HostArray, isRowMajor } from "./host-array.ts";
import type { Shape } from "./shape.ts";

/** Where element i (row-major in `shape`) lies in the buffer of a view; a scalar stands for every element. */
export function positions(view: HostArray, shape: Shape): (i: number) => number {
  const { offset, stride } = view;
  if (view.shape.length === 0) return () => offset;
  if (isRowMajor(view)) return (i) => offset + i;
  const rank = shape.length;
  return (i) => {
    let rest = i;
    let at = offset;
    for (let axis = rank - 1; axis >= 0; axis--) {
      const length = shape[axis]!;
      const index = rest % length;
      rest = (rest - index) / length;
      at += index * stride[axis]!;
    }
    return at;
  };
}
