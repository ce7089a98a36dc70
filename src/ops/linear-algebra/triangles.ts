/** Triangles of matrices. */

import type { Arr } from "../../array/arr.ts";
import type { ArrLike } from "../../array/arr-like.ts";
import { ShapeError } from "../../errors/index.ts";
import { partKept } from "../../primitives/linear-algebra/matrix.ts";
import { matricesOf } from "./stacks.ts";

/**
 * The lower triangle, zeros above: elements [i, j] with j <= i + offset.
 *
 * @param a  shape [..., m, n]
 * @returns  shape of a; what is left out has no influence, not even as NaN
 * @throws   ShapeError unless `a` has rows and columns and `offset` is a whole number
 * @example
 * ```ts
 * import { array, tril } from "fluxion";
 * console.log(tril(array([[1, 2], [3, 4]])).toNested()); // → [ [ 1, 0 ], [ 3, 4 ] ]
 * ```
 */
export function tril(a: ArrLike, offset = 0): Arr {
  return triangle("tril", a, offset, (row, column) => column <= row + offset);
}

/**
 * The upper triangle, zeros below: elements [i, j] with j >= i + offset.
 *
 * @param a  shape [..., m, n]
 * @returns  shape of a; what is left out has no influence, not even as NaN
 * @throws   ShapeError unless `a` has rows and columns and `offset` is a whole number
 * @example
 * ```ts
 * import { array, triu } from "fluxion";
 * console.log(triu(array([[1, 2], [3, 4]])).toNested()); // → [ [ 1, 2 ], [ 0, 4 ] ]
 * ```
 */
export function triu(a: ArrLike, offset = 0): Arr {
  return triangle("triu", a, offset, (row, column) => column >= row + offset);
}

function triangle(name: string, a: ArrLike, offset: number, keeps: (row: number, column: number) => boolean): Arr {
  const x = matricesOf(name, a);
  if (!Number.isInteger(offset)) {
    throw new ShapeError({ where: name, path: "offset", expected: "a whole number", received: String(offset) });
  }
  return partKept(x, keeps);
}
