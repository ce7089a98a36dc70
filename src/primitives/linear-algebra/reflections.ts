/** Householder reflections I - β v vᵀ, as QR and the reduction to tridiagonal form use them. */

import { NEGLIGIBLE_SQUARE } from "./scaling.ts";

export interface Reflection {
  /** What the first component becomes; all others become zero. */
  readonly image: number;
  /** Zero where the vector is negligible and nothing is reflected. */
  readonly beta: number;
}

/** Replaces x, `count` elements `stride` apart, by v: (I - β v vᵀ) x = image e_0. The sign of the image avoids cancellation. */
export function reflect(data: Float64Array, start: number, stride: number, count: number): Reflection {
  const first = data[start]!;
  let square = 0;
  for (let i = 0; i < count; i++) square += data[start + i * stride]! * data[start + i * stride]!;
  if (square < NEGLIGIBLE_SQUARE) return { image: first, beta: 0 };
  const length = Math.sqrt(square);
  const image = first < 0 ? length : -length;
  data[start] = first - image;
  return { image, beta: 1 / (length * (length + Math.abs(first))) };
}

/** A part of a matrix: `rows` rows, `width` elements each, `stride` apart. */
export interface Block {
  readonly data: Float64Array;
  readonly start: number;
  readonly stride: number;
  readonly rows: number;
  readonly width: number;
}

/** M -= v (β vᵀ M) for v with a component for each row of the block, `step` elements apart. */
export function applyReflection(block: Block, v: Float64Array, at: number, step: number, beta: number): void {
  const { data, start, stride, rows, width } = block;
  const along = timesRows(block, v, at, step);
  for (let j = 0; j < width; j++) along[j]! *= beta;
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < width; j++) data[start + i * stride + j]! -= v[at + i * step]! * along[j]!;
  }
}

/** vᵀ M. */
export function timesRows(
  { data, start, stride, rows, width }: Block,
  v: Float64Array,
  at: number,
  step: number,
): Float64Array {
  const sums = new Float64Array(width);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < width; j++) sums[j]! += v[at + i * step]! * data[start + i * stride + j]!;
  }
  return sums;
}
