/** HostArray: a view of a typed array, which a concrete Arr holds. */

import type { NdArray } from "ndarray";
import { allocate, type DType, type TypedArray } from "./dtype.ts";
import { type Shape, sizeOf } from "./shape.ts";

/** A view: `data`, `shape`, `stride` and `offset`, in elements. */
export type HostArray = NdArray<TypedArray>;

/** True when the elements lie one after another in row-major order. */
export function isRowMajor(host: HostArray): boolean {
  let stride = 1;
  for (let axis = host.shape.length - 1; axis >= 0; axis--) {
    const length = host.shape[axis]!;
    if (length !== 1 && host.stride[axis] !== stride) return false;
    stride *= length;
  }
  return true;
}

/** The elements in row-major order; shares memory when they already lie so. */
export function rowMajorData(host: HostArray, dtype: DType): TypedArray {
  const size = sizeOf(host.shape);
  if (isRowMajor(host)) {
    const { data, offset } = host;
    return offset === 0 && data.length === size ? data : data.subarray(offset, offset + size);
  }
  const result = allocate(dtype, host.shape);
  copyStrided(host, result, 0);
  return result;
}

/** What is needed to read a view, whatever its memory is. */
export interface ReadableView {
  readonly data: ArrayLike<number>;
  readonly shape: Shape;
  readonly stride: readonly number[];
  readonly offset: number;
}

/** Copies the elements in row-major order to `target` from index `start` on. */
export function copyStrided(host: ReadableView, target: TypedArray, start: number): void {
  const { data, shape, stride, offset } = host;
  const rank = shape.length;
  if (sizeOf(shape) === 0) return;
  if (rank === 0) {
    target[start] = data[offset]!;
    return;
  }
  const innerLength = shape[rank - 1]!;
  const innerStride = stride[rank - 1]!;
  const index = new Array<number>(rank - 1).fill(0);
  let position = offset;
  let out = start;
  for (;;) {
    for (let i = 0, at = position; i < innerLength; i++, at += innerStride) target[out++] = data[at]!;
    let axis = rank - 2;
    for (; axis >= 0; axis--) {
      index[axis]! += 1;
      position += stride[axis]!;
      if (index[axis]! < shape[axis]!) break;
      position -= stride[axis]! * shape[axis]!;
      index[axis] = 0;
    }
    if (axis < 0) return;
  }
}
