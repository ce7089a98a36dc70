/** Parts of square matrices that the rules of linear algebra are made of. */

import { type Arr, fromBuffer } from "../../array/arr.ts";
import { allocate } from "../../array/dtype.ts";
import { reshapeTo, transposeTo, withAxis } from "../movement/shape.ts";
import { mul } from "../elementwise/arithmetic.ts";
import { select } from "../elementwise/comparison.ts";
import { castTo } from "../elementwise/convert.ts";
import { pad, slice } from "../movement/parts.ts";
import { zerosOf } from "../../array/zeros.ts";
import type { DType } from "../../array/dtype.ts";
import { lowerMask } from "../../array/masks.ts";

/** The last two axes exchanged. */
export function matrixTranspose(a: Arr): Arr {
  const { rank } = a;
  return transposeTo(a, [...Array.from({ length: rank - 2 }, (_, axis) => axis), rank - 1, rank - 2]);
}

/** The lower triangle, diagonal included. */
export function lowerPart(a: Arr): Arr {
  return select(lowerMask(a.shape.at(-1)!), a, 0);
}

/** The lower triangle with halved diagonal: what added to its transpose gives the symmetric matrix back. */
export function lowerHalf(a: Arr): Arr {
  const n = a.shape.at(-1)!;
  const weights = allocate("f64", [n, n]);
  for (let row = 0; row < n; row++)
    for (let column = 0; column <= row; column++) weights[row * n + column] = row === column ? 0.5 : 1;
  // A product would turn an infinity above the diagonal into NaN; the choice leaves it out.
  return mul(lowerPart(a), castTo(fromBuffer(weights, [n, n], "f64"), a.dtype));
}

/** The identity beside the square matrices of a stack. */
export function identityLike(a: Arr): Arr {
  const n = a.shape.at(-1)!;
  const data = allocate("f64", [n, n]);
  for (let i = 0; i < n; i++) data[i * n + i] = 1;
  return castTo(fromBuffer(data, [n, n], "f64"), a.dtype);
}

/** Ones on the diagonal, shape [m, n]. */
export function rectangularIdentity(m: number, n: number, dtype: DType): Arr {
  const data = allocate("f64", [m, n]);
  for (let i = 0; i < Math.min(m, n); i++) data[i * n + i] = 1;
  return castTo(fromBuffer(data, [m, n], "f64"), dtype);
}

/** Rows and columns of a range each: from the first number up to but not including the second. */
export function matrixPart(a: Arr, rows: readonly [number, number], columns: readonly [number, number]): Arr {
  const stack = a.shape.slice(0, -2);
  return slice(a, {
    starts: [...stack.map(() => 0), rows[0], columns[0]],
    limits: [...stack, rows[1], columns[1]],
    strides: a.shape.map(() => 1),
  });
}

/** Diagonals of matrices [..., m, n], `offset` above the main one: [..., length]. */
export function diagonalOf(x: Arr, offset = 0): Arr {
  const stack = x.shape.slice(0, -2);
  const [rows, columns] = x.shape.slice(-2) as [number, number];
  const length = Math.max(0, Math.min(rows + Math.min(offset, 0), columns - Math.max(offset, 0)));
  if (length === 0) return zerosOf({ shape: [...stack, 0], dtype: x.dtype });
  // Row after row, the diagonal has every (n + 1)-th element: a view.
  const start = offset >= 0 ? offset : -offset * columns;
  return slice(reshapeTo(x, [...stack, rows * columns]), {
    starts: [...stack.map(() => 0), start],
    limits: [...stack, start + (length - 1) * (columns + 1) + 1],
    strides: [...stack.map(() => 1), columns + 1],
  });
}

/** Matrices with the vectors [..., n] on a diagonal and zeros elsewhere. */
export function diagonalMatrixOf(x: Arr, offset = 0): Arr {
  const stack = x.shape.slice(0, -1);
  const length = x.shape.at(-1)!;
  const order = length + Math.abs(offset);
  if (length === 0) return zerosOf({ shape: [...stack, order, order], dtype: x.dtype });
  const low = offset >= 0 ? offset : -offset * order;
  const none = stack.map(() => 0);
  const flat = pad(x, {
    low: [...none, low],
    high: [...none, order * order - low - (length - 1) * (order + 1) - 1],
    interior: [...none, order],
  });
  return reshapeTo(flat, [...stack, order, order]);
}

/** The elements of matrices [..., m, n] that `keeps` names, zeros elsewhere. */
export function partKept(x: Arr, keeps: (row: number, column: number) => boolean): Arr {
  const [rows, columns] = x.shape.slice(-2) as [number, number];
  const mask = allocate("bool", [rows, columns]);
  for (let i = 0; i < mask.length; i++) mask[i] = keeps(Math.floor(i / columns), i % columns) ? 1 : 0;
  return select(fromBuffer(mask, [rows, columns], "bool"), x, zerosOf({ shape: [], dtype: x.dtype }));
}

/** The part below the diagonal. */
export function strictlyLower(a: Arr): Arr {
  return partKept(a, (row, column) => column < row);
}

/** The upper triangle, diagonal included. */
export function upperPart(a: Arr): Arr {
  return partKept(a, (row, column) => column >= row);
}

/** Vectors [..., n] as matrices of one row. */
export function asRow(v: Arr): Arr {
  return withAxis(v, v.rank - 1);
}

/** Vectors [..., n] as matrices of one column. */
export function asColumn(v: Arr): Arr {
  return withAxis(v, v.rank);
}
