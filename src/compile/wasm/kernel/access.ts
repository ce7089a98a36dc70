/** Access: how a kernel walks over one array, in elements for each level of its loop nest. */

import type { DType } from "../../../array/dtype.ts";
import type { Buffer } from "../../schedule/buffer.ts";
import { refineStrides, squeeze } from "../../schedule/iteration-space.ts";
import { type LoopTerm, resolvePlacement, type View } from "../../schedule/view.ts";

export interface Access {
  readonly buffer: Buffer;
  readonly dtype: DType;
  /** Elements before the first one. */
  readonly offset: number;
  /** Elements from one pass to the next, for each level, outermost first. */
  readonly strides: readonly number[];
  readonly loops: readonly LoopTerm[];
}

/** The access of a kernel with levels `lengths` to a view whose axes those refine. */
export function accessOf(view: View, lengths: readonly number[]): Access {
  const { buffer, shape, strides, offset, loops } = resolvePlacement(view);
  const kept = strides.filter((_, axis) => shape[axis] !== 1);
  return {
    buffer,
    dtype: buffer.dtype,
    offset,
    strides: refineStrides(squeeze(shape), kept, lengths),
    loops: combineTerms(loops),
  };
}

/** Terms of one loop added up; those that do not move, because they are zero or the loop takes one step, left out. */
function combineTerms(terms: readonly LoopTerm[]): LoopTerm[] {
  const combined: LoopTerm[] = [];
  for (const { counter, stride } of terms) {
    const same = combined.findIndex((term) => term.counter === counter);
    if (same < 0) combined.push({ counter, stride });
    else combined[same] = { counter, stride: combined[same]!.stride + stride };
  }
  return combined.filter(({ counter, stride }) => stride !== 0 && counter.length > 1);
}

/** Equal for accesses that always touch the same elements. */
export function sameAccess(a: Access, b: Access): boolean {
  return (
    a.buffer === b.buffer &&
    a.offset === b.offset &&
    a.strides.every((stride, level) => stride === b.strides[level]) &&
    a.loops.length === b.loops.length &&
    a.loops.every((term, i) => term.counter === b.loops[i]!.counter && term.stride === b.loops[i]!.stride)
  );
}
