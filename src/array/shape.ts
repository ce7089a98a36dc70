/** Shapes: sizes, row-major strides and the broadcasting of two shapes. */

import type { DType } from "./dtype.ts";

/** Length of each axis; [] for a scalar. */
export type Shape = readonly number[];

/** The type of an array as a program sees it: everything but the values. */
export interface ArrayType {
  readonly shape: Shape;
  readonly dtype: DType;
}

export function sizeOf(shape: Shape): number {
  let size = 1;
  for (const length of shape) size *= length;
  return size;
}

/** Strides, in elements, of a row-major array. */
export function rowMajorStrides(shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis]!;
  }
  return strides;
}

export function sameShape(a: Shape, b: Shape): boolean {
  if (a.length !== b.length) return false;
  for (let axis = 0; axis < a.length; axis++) if (a[axis] !== b[axis]) return false;
  return true;
}

/** The common shape under NumPy's rule, or undefined when the shapes do not broadcast. */
export function broadcastShapes(a: Shape, b: Shape): Shape | undefined {
  if (sameShape(a, b)) return a;
  const rank = Math.max(a.length, b.length);
  const result = new Array<number>(rank);
  for (let fromEnd = 1; fromEnd <= rank; fromEnd++) {
    const lengthA = a[a.length - fromEnd] ?? 1;
    const lengthB = b[b.length - fromEnd] ?? 1;
    if (lengthA !== lengthB && lengthA !== 1 && lengthB !== 1) return undefined;
    result[rank - fromEnd] = lengthA === 1 ? lengthB : lengthA;
  }
  return result;
}
