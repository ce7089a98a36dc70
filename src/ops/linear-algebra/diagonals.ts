/** Diagonals of matrices, matrices of diagonals, and their sum. */

import type { Arr } from "../../array/arr.ts";
import type { ArrLike } from "../../array/arr-like.ts";
import { describeType, ShapeError } from "../../errors/index.ts";
import { diagonalMatrixOf, diagonalOf } from "../../primitives/linear-algebra/matrix.ts";
import { operandOf } from "../operands.ts";
import { sum } from "../reduction/reduction.ts";
import { matricesOf } from "./stacks.ts";

/**
 * The elements a[..., i, i + offset]: the main diagonal, or one above (offset > 0) or below (offset < 0) it.
 *
 * @param a  shape [..., m, n]
 * @returns  shape [..., length of the diagonal]
 * @throws   ShapeError unless `a` has rows and columns and `offset` is a whole number
 * @example
 * ```ts
 * import { array, diagonal } from "fluxion";
 * console.log(diagonal(array([[1, 2], [3, 4]])).toNested()); // → [ 1, 4 ]
 * ```
 */
export function diagonal(a: ArrLike, offset = 0): Arr {
  const x = matricesOf("diagonal", a);
  requireOffset("diagonal", offset);
  return diagonalOf(x, offset);
}

/**
 * The matrix that has a vector on a diagonal and zeros elsewhere.
 *
 * @param v  shape [..., n]
 * @returns  shape [..., m, m] with m = n + |offset|
 * @throws   ShapeError when `v` is a scalar or `offset` no whole number
 * @example
 * ```ts
 * import { array, diagonalMatrix } from "fluxion";
 * console.log(diagonalMatrix(array([1, 2])).toNested()); // → [ [ 1, 0 ], [ 0, 2 ] ]
 * ```
 */
export function diagonalMatrix(v: ArrLike, offset = 0): Arr {
  const x = operandOf("diagonalMatrix", v);
  requireOffset("diagonalMatrix", offset);
  if (x.rank === 0) {
    throw new ShapeError({ where: "diagonalMatrix", expected: "vectors [..., n]", received: describeType(x) });
  }
  return diagonalMatrixOf(x, offset);
}

/**
 * NumPy's diag: the matrix of a vector, or the diagonal of a matrix. For stacks say which is meant: diagonalMatrix or diagonal.
 *
 * @param a  shape [n] or [m, n]
 * @throws   ShapeError for other ranks
 * @example
 * ```ts
 * import { array, diag } from "fluxion";
 * console.log(diag(diag(array([1, 2]))).toNested()); // → [ 1, 2 ]
 * ```
 */
export function diag(a: ArrLike, offset = 0): Arr {
  const x = operandOf("diag", a);
  if (x.rank === 1) return diagonalMatrix(x, offset);
  if (x.rank === 2) return diagonal(x, offset);
  throw new ShapeError({
    where: "diag",
    expected: "a vector or a matrix",
    received: describeType(x),
    hint: "Stacks: diagonalMatrix makes matrices of vectors, diagonal takes vectors from matrices.",
  });
}

/**
 * Sum of the diagonal Σ a[..., i, i]: the trace of linear algebra. (The function named trace records a program.)
 *
 * @param a  shape [..., m, n]
 * @returns  shape [...]
 * @throws   ShapeError unless `a` has rows and columns
 * @example
 * ```ts
 * import { array, linalg } from "fluxion";
 * console.log(linalg.matrixTrace(array([[1, 2], [3, 4]])).item()); // → 5
 * ```
 */
export function matrixTrace(a: ArrLike, offset = 0): Arr {
  return sum(diagonal(matricesOf("matrixTrace", a), offset), -1);
}

function requireOffset(where: string, offset: number): void {
  if (Number.isInteger(offset)) return;
  throw new ShapeError({ where, path: "offset", expected: "a whole number", received: String(offset) });
}
