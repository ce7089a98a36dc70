/** Overlap: whether two views of one buffer have elements in common. */

import { isWhole, type LoopTerm, type View } from "./view.ts";

/** True when both see the same element in every pass of a common loop nest. */
export function coincide(a: View, b: View): boolean {
  if (isWhole(a) && isWhole(b)) return true;
  return (
    a.offset === b.offset &&
    sameNumbers(a.shape, b.shape) &&
    sameNumbers(a.strides, b.strides) &&
    sameTerms(a.loops, b.loops)
  );
}

/** True when no element belongs to both; false when that is so or cannot be told from strides alone. */
export function areDisjoint(a: View, b: View): boolean {
  return sameTerms(a.loops, b.loops) && axesAreDisjoint(axesOf(a), axesOf(b));
}

/** Positions offset + Σ i·stride, with strides that are not negative, the largest first. */
interface Axes {
  readonly offset: number;
  readonly axes: readonly { readonly length: number; readonly stride: number }[];
}

function axesOf({ offset, shape, strides }: View): Axes | undefined {
  if (shape.includes(0)) return undefined;
  let start = offset;
  const axes = shape.flatMap((length, axis) => {
    const stride = strides[axis]!;
    if (stride < 0) start += (length - 1) * stride;
    return length === 1 || stride === 0 ? [] : [{ length, stride: Math.abs(stride) }];
  });
  return { offset: start, axes: axes.sort((x, y) => y.stride - x.stride) };
}

function axesAreDisjoint(a: Axes | undefined, b: Axes | undefined): boolean {
  // No elements at all.
  if (a === undefined || b === undefined) return true;
  if (a.offset > lastOf(b) || b.offset > lastOf(a)) return true;
  // Rows of one length, of which each view sees a part: columns that differ have nothing in common.
  const [outerA, ...innerA] = a.axes;
  const [outerB, ...innerB] = b.axes;
  if (outerA === undefined || outerB === undefined || outerA.stride !== outerB.stride) return false;
  const { stride } = outerA;
  const rowsOf = (each: Axes, inner: Axes["axes"]): Axes => ({ offset: each.offset % stride, axes: inner });
  const [rowA, rowB] = [rowsOf(a, innerA), rowsOf(b, innerB)];
  return lastOf(rowA) < stride && lastOf(rowB) < stride && axesAreDisjoint(rowA, rowB);
}

const lastOf = ({ offset, axes }: Axes): number =>
  axes.reduce((last, { length, stride }) => last + (length - 1) * stride, offset);

const sameNumbers = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((each, i) => each === b[i]);

const sameTerms = (a: readonly LoopTerm[], b: readonly LoopTerm[]): boolean =>
  a.length === b.length && a.every(({ counter, stride }, i) => counter === b[i]!.counter && stride === b[i]!.stride);
