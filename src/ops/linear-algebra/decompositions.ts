/** Factors of matrices: Cholesky, LU, QR, eigenvalues of symmetric matrices, singular values. */

import type { Arr } from "../../array/arr.ts";
import type { ArrLike } from "../../array/arr-like.ts";
import { cholesky as choleskyPrimitive } from "../../primitives/linear-algebra/cholesky.ts";
import { eigh as eighPrimitive } from "../../primitives/linear-algebra/eigh.ts";
import { lu as luPrimitive } from "../../primitives/linear-algebra/lu.ts";
import { qr as qrPrimitive } from "../../primitives/linear-algebra/qr.ts";
import { svd as svdPrimitive } from "../../primitives/linear-algebra/svd.ts";
import { bind, bindOne } from "../../program/bind.ts";
import { concat } from "../movement/joining.ts";
import { matrixTranspose } from "../../primitives/linear-algebra/matrix.ts";
import { add } from "../elementwise/arithmetic.ts";
import { matrixPart, rectangularIdentity } from "../../primitives/linear-algebra/matrix.ts";
import { matMul } from "./products.ts";
import { floatMatricesOf, squareMatricesOf } from "./stacks.ts";
import { tril, triu } from "./triangles.ts";

/**
 * Cholesky factor: the lower triangular L with A = L Lᵀ.
 *
 * @param a  symmetric positive definite, shape [..., n, n]; only its lower triangle is read
 * @returns  shape [..., n, n]; NaN where A is not positive definite
 * @throws   ShapeError unless the matrices are square
 * @see      derivative: Murray (2016), arXiv:1602.07527
 */
export function cholesky(a: ArrLike): Arr {
  return bindOne(choleskyPrimitive, [squareMatricesOf("cholesky", a)], {});
}

/** Triangular factors of a matrix with exchanged rows. */
export interface LuFactors {
  /** Row i of L U is row permutation[i] of A; i32, shape [..., m]. */
  readonly permutation: Arr;
  /** L, with ones on its diagonal; shape [..., m, k], k = min(m, n). */
  readonly lower: Arr;
  /** U; shape [..., k, n]. */
  readonly upper: Arr;
}

/**
 * LU factors with partial pivoting: A[permutation] = L U. The permutation has no derivative; L and U have one where the pivots
 * are not zero.
 *
 * @param a  shape [..., m, n]
 * @throws   ShapeError unless `a` has rows and columns
 * @example
 * ```ts
 * import { array, linalg } from "fluxion";
 * const { permutation, lower, upper } = linalg.lu(array([[1, 2], [4, 4]]));
 * console.log(permutation.toNested(), lower.toNested(), upper.toNested()); // → [ 1, 0 ] [ [ 1, 0 ], [ 0.25, 1 ] ] [ [ 4, 4 ], [ 0, 1 ] ]
 * ```
 */
export function lu(a: ArrLike): LuFactors {
  const x = floatMatricesOf("lu", a);
  const [m, n] = x.shape.slice(-2) as [number, number];
  const k = Math.min(m, n);
  const [factors, permutation] = bind(luPrimitive, [x], {}) as [Arr, Arr, Arr];
  return {
    permutation,
    lower: add(tril(matrixPart(factors, [0, m], [0, k]), -1), rectangularIdentity(m, k, x.dtype)),
    upper: triu(matrixPart(factors, [0, k], [0, n])),
  };
}

/** Orthonormal columns, and the triangle that makes the matrix of them. */
export interface QrFactors {
  /** Shape [..., m, k], k = min(m, n). */
  readonly q: Arr;
  /** Upper triangular, shape [..., k, n], with a diagonal >= 0. */
  readonly r: Arr;
}

/**
 * Reduced QR factors by Householder reflections: A = Q R. The diagonal of R is not negative (NumPy leaves its signs open), which
 * makes the factors unique where the first k columns are independent; there they have a derivative.
 *
 * @param a  shape [..., m, n]
 * @throws   ShapeError unless `a` has rows and columns
 * @example
 * ```ts
 * import { array, linalg } from "fluxion";
 * const { r } = linalg.qr(array([[3, 1], [4, 2]]));
 * console.log(Array.from(r.toArray(), (x) => x.toFixed(3))); // → [ '5.000', '2.200', '0.000', '0.400' ]
 * ```
 * @see      Golub & Van Loan, Matrix Computations, section 5.2
 */
export function qr(a: ArrLike): QrFactors {
  const x = floatMatricesOf("qr", a);
  const [m, n] = x.shape.slice(-2) as [number, number];
  // Of a wide matrix the first m columns give Q, and the others follow by Qᵀ.
  const [q, r] = bind(qrPrimitive, [m < n ? matrixPart(x, [0, m], [0, m]) : x], {}) as [Arr, Arr];
  if (m >= n) return { q, r };
  return { q, r: concat([r, matMul(matrixTranspose(q), matrixPart(x, [0, m], [m, n]))], -1) };
}

/** Eigenvalues and eigenvectors of symmetric matrices. */
export interface EigenSystem {
  /** Ascending; shape [..., n]. */
  readonly values: Arr;
  /** Orthonormal columns in the order of the values; shape [..., n, n]. */
  readonly vectors: Arr;
}

/**
 * Eigenvalues and eigenvectors of a symmetric matrix: A = V diag(w) Vᵀ. The largest component of each vector is positive, so that
 * one matrix has one result.
 *
 * Derivatives, up to the third, are right also where eigenvalues are equal to rounding (within 8 n units of it), for functions that do not
 * depend on which basis of their space was chosen: matrix functions, projectors, symmetric functions of the values. Of others they have no
 * meaning there. Between values that are nearly equal they lose digits as rounding over the gap; funm does less.
 *
 * @param a  symmetric, shape [..., n, n]; only its lower triangle is read, and gets the derivative
 * @returns  NaN throughout where an element is not finite
 * @throws   ShapeError unless the matrices are square
 * @example
 * ```ts
 * import { array, linalg } from "fluxion";
 * const { values, vectors } = linalg.eigh(array([[2, 1], [1, 2]]));
 * console.log(Array.from(values.toArray(), (x) => x.toFixed(3)), vectors.shape); // → [ '1.000', '3.000' ] [ 2, 2 ]
 * ```
 * @see      Householder's reduction and the QL iteration: Golub & Van Loan, Matrix Computations, section 8.3
 */
export function eigh(a: ArrLike): EigenSystem {
  const [values, vectors] = bind(eighPrimitive, [squareMatricesOf("eigh", a)], { nearness: 0 }) as [Arr, Arr];
  return { values, vectors };
}

/** The eigenvalues of a symmetric matrix [..., n, n], ascending: see eigh. @throws ShapeError unless the matrices are square */
export function eigvalsh(a: ArrLike): Arr {
  return bind(eighPrimitive, [squareMatricesOf("eigvalsh", a)], { nearness: 0 })[0]!;
}

/** A = U diag(s) Vᵀ. */
export interface SingularValueDecomposition {
  /** Orthonormal columns, shape [..., m, k], k = min(m, n). */
  readonly u: Arr;
  /** Descending, >= 0; shape [..., k]. */
  readonly s: Arr;
  /** Orthonormal rows, shape [..., k, n]. */
  readonly vt: Arr;
}

/**
 * Thin singular value decomposition A = U diag(s) Vᵀ. The largest component of each column of U is positive, so that one matrix
 * has one result. Small singular values are as accurate, relative to themselves, as the columns (of a wide matrix the rows) allow.
 *
 * Derivatives are right also between singular values that are equal to rounding, and at those that are zero, for functions that do not
 * depend on the choice of vectors: see eigh.
 *
 * @param a  shape [..., m, n]
 * @returns  NaN throughout where an element is not finite
 * @throws   ShapeError unless `a` has rows and columns
 * @example
 * ```ts
 * import { array, linalg } from "fluxion";
 * console.log(linalg.svd(array([[0, 3], [-2, 0]])).s.toNested()); // → [ 3, 2 ]
 * ```
 * @see      one-sided Jacobi rotations: Demmel & Veselić (1992), SIAM J. Matrix Anal. Appl. 13, 1204
 */
export function svd(a: ArrLike): SingularValueDecomposition {
  const [u, s, vt] = bind(svdPrimitive, [floatMatricesOf("svd", a)], {}) as [Arr, Arr, Arr];
  return { u, s, vt };
}

/** The singular values of [..., m, n], descending: see svd. @throws ShapeError unless `a` has rows and columns */
export function svdvals(a: ArrLike): Arr {
  return bind(svdPrimitive, [floatMatricesOf("svdvals", a)], {})[1]!;
}
