/** Inverses, determinants and least squares. */

import { linearLeastSquaresChecks, rankChecks } from "../option-checks.ts";
import type { Arr } from "../../array/arr.ts";
import type { ArrLike } from "../../array/arr-like.ts";
import { checkOptions, DTypeError, describeType, ShapeError } from "../../errors/index.ts";
import { det as detPrimitive, logAbsDet } from "../../primitives/linear-algebra/determinant.ts";
import { inverse } from "../../primitives/linear-algebra/inverse.ts";
import { pseudoInverse } from "../../primitives/linear-algebra/pseudo-inverse.ts";
import { triangularSolve } from "../../primitives/linear-algebra/triangular-solve.ts";
import { bind, bindOne } from "../../program/bind.ts";
import { mul } from "../elementwise/arithmetic.ts";
import { broadcastTo } from "../movement/broadcast.ts";
import { reshapeTo } from "../../primitives/movement/shape.ts";
import { cast } from "../elementwise/cast.ts";
import { greater } from "../elementwise/comparison.ts";
import { log } from "../elementwise/exponential.ts";
import { matrixTranspose } from "../../primitives/linear-algebra/matrix.ts";
import { operandOf } from "../operands.ts";
import { max, sum } from "../reduction/reduction.ts";
import { zerosOf } from "../../array/zeros.ts";
import { cholesky, qr, svdvals } from "./decompositions.ts";
import { diagonal } from "./diagonals.ts";
import { rectangularIdentity } from "../../primitives/linear-algebra/matrix.ts";
import { matMul } from "./products.ts";
import { conformStacks, floatMatricesOf, requireSquare, squareMatricesOf } from "./stacks.ts";

/**
 * Inverse of a square matrix. To solve equations use solve: it is faster and more accurate.
 *
 * @param a  shape [..., n, n]
 * @returns  shape [..., n, n]; infinite or NaN where A is singular
 * @throws   ShapeError unless the matrices are square
 * @example
 * ```ts
 * import { array, linalg } from "fluxion";
 * console.log(linalg.inv(array([[2, 0], [0, 4]])).toNested()); // → [ [ 0.5, 0 ], [ 0, 0.25 ] ]
 * ```
 */
export function inv(a: ArrLike): Arr {
  return bindOne(inverse, [squareMatricesOf("inv", a)], {});
}

/**
 * Determinant, by LU factors. First and second derivatives exist for singular matrices too: they are made of cofactors, from the
 * singular values, in time n³ and, for the second, memory n³. For large or badly scaled matrices use slogdet.
 *
 * @param a  shape [..., n, n]
 * @returns  shape [...]
 * @throws   ShapeError unless the matrices are square
 * @example
 * ```ts
 * import { array, linalg } from "fluxion";
 * console.log(linalg.det(array([[1, 2], [3, 4]])).item().toFixed(3)); // → -2.000
 * ```
 */
export function det(a: ArrLike): Arr {
  return bindOne(detPrimitive, [squareMatricesOf("det", a)], {});
}

/** A determinant that neither overflows nor underflows: sign · e^logAbsDet. */
export interface SignedLogDet {
  /** -1, 0 or 1; constant under derivatives. */
  readonly sign: Arr;
  /** log |det A|; -Infinity where A is singular. */
  readonly logAbsDet: Arr;
}

/**
 * Sign and logarithm of the magnitude of a determinant; d log |det A| = tr(A⁻¹ dA).
 *
 * @param a  shape [..., n, n]
 * @throws   ShapeError unless the matrices are square
 * @example
 * ```ts
 * import { array, linalg } from "fluxion";
 * const { sign, logAbsDet } = linalg.slogdet(array([[0, 1], [2, 0]]));
 * console.log(sign.item(), logAbsDet.exp().item()); // → -1 2
 * ```
 */
export function slogdet(a: ArrLike): SignedLogDet {
  const [sign, logarithm] = bind(logAbsDet, [squareMatricesOf("slogdet", a)], {}) as [Arr, Arr];
  return { sign, logAbsDet: logarithm };
}

/**
 * log det of a symmetric positive definite matrix, by its Cholesky factor.
 *
 * @param a  shape [..., n, n]; only the lower triangle is read
 * @returns  shape [...]; NaN where A is not positive definite
 * @throws   ShapeError unless the matrices are square
 * @example
 * ```ts
 * import { array, linalg } from "fluxion";
 * console.log(linalg.logDetOfPositiveDefinite(array([[4, 0], [0, 0.25]])).item()); // → 0
 * ```
 */
export function logDetOfPositiveDefinite(a: ArrLike): Arr {
  return mul(sum(log(diagonal(cholesky(squareMatricesOf("logDetOfPositiveDefinite", a)))), -1), 2);
}

/** What counts as zero. */
export interface RankOptions {
  /** Singular values at most `rcond` times the largest count as zero; by default the rounding of max(m, n) sums. */
  readonly rcond?: number;
}

function thresholdOf(x: Arr, rcond: number | undefined): number {
  return rcond ?? Math.max(...x.shape.slice(-2)) * (x.dtype === "f32" ? 2 ** -23 : 2 ** -52);
}

/**
 * Pseudo-inverse of Moore and Penrose, by singular values. Its derivative is that of matrices which keep their rank.
 *
 * @param a  shape [..., m, n]
 * @returns  shape [..., n, m]
 * @throws   ShapeError unless `a` has rows and columns
 * @example
 * ```ts
 * import { array, linalg } from "fluxion";
 * console.log(linalg.pinv(array([[2, 0], [0, 0]])).toNested()); // → [ [ 0.5, 0 ], [ 0, 0 ] ]
 * ```
 * @see      derivative: Golub & Pereyra (1973), SIAM J. Numer. Anal. 10, 413
 */
export function pinv(a: ArrLike, options: RankOptions = {}): Arr {
  checkOptions(options, rankChecks, "pinv");
  const { rcond } = options;
  const x = floatMatricesOf("pinv", a);
  return bindOne(pseudoInverse, [x], { rcond: thresholdOf(x, rcond) });
}

/** How many singular values are not zero; i32, without derivative. @throws ShapeError unless `a` has rows and columns */
export function matrixRank(a: ArrLike, options: RankOptions = {}): Arr {
  checkOptions(options, rankChecks, "matrixRank");
  const { rcond } = options;
  const x = floatMatricesOf("matrixRank", a);
  const s = svdvals(x);
  if (s.shape.at(-1) === 0) return cast(zerosOf({ shape: s.shape.slice(0, -1), dtype: "i32" }), "i32");
  return sum(cast(greater(s, mul(max(s, -1, { keepDims: true }), thresholdOf(x, rcond))), "i32"), -1);
}

/** A rank that is full, or found from singular values. */
export interface LinearLeastSquaresOptions {
  /**
   * Singular values at most `rcond` times the largest count as zero, and the solution of least length is taken. Without it the
   * matrix must have full rank, and QR factors solve the problem faster and more accurately.
   */
  readonly rcond?: number;
}

/**
 * Least squares: the x that minimises ‖A x - b‖², and among several the shortest.
 *
 * With m >= n and independent columns there is one. With m < n and independent rows the shortest of many exact solutions is
 * returned. Where columns or rows may be dependent, give `rcond`.
 *
 * @param a  shape [..., m, n]
 * @param b  shape [m] or [..., m, k]
 * @returns  shape [n] or [..., n, k]; without rcond infinite or NaN where the rank is not full
 * @throws   ShapeError when the shapes do not fit
 * @example
 * ```ts
 * import { array, linalg } from "fluxion";
 * const line = linalg.lstsq(array([[0, 1], [1, 1], [2, 1]]), array([1, 3, 5]));
 * console.log(Array.from(line.toArray(), (x) => x.toFixed(3))); // → [ '2.000', '1.000' ]
 * ```
 * @see      Golub & Van Loan, Matrix Computations, chapter 5
 */
export function lstsq(a: ArrLike, b: ArrLike, options: LinearLeastSquaresOptions = {}): Arr {
  checkOptions(options, linearLeastSquaresChecks, "lstsq");
  const { rcond } = options;
  const [matrix, right] = [floatMatricesOf("lstsq", a), operandOf("lstsq", b)];
  const [m, n] = matrix.shape.slice(-2) as [number, number];
  const columns = right.rank === 1 ? reshapeTo(right, [...right.shape, 1]) : right;
  if (columns.shape.at(-2) !== m) {
    throw new ShapeError({
      where: "lstsq",
      expected: `observations [${m}] or [..., ${m}, k] beside the matrix ${describeType(matrix)}`,
      received: describeType(right),
    });
  }
  const [x, y] = conformStacks(matrix, columns, "lstsq", true);
  const solution = rcond === undefined ? ofFullRank(x, y) : matMul(pinv(x, { rcond }), y);
  return right.rank === 1 ? reshapeTo(solution, [...solution.shape.slice(0, -2), n]) : solution;
}

function ofFullRank(a: Arr, b: Arr): Arr {
  const [m, n] = a.shape.slice(-2) as [number, number];
  const solveUpper = (r: Arr, right: Arr, transposed: boolean): Arr =>
    bindOne(triangularSolve, [r, right], { lower: false, transposed });
  if (m >= n) {
    const { q, r } = qr(a);
    return solveUpper(r, matMul(matrixTranspose(q), b), false);
  }
  // A = Rᵀ Qᵀ, and the shortest solution lies in the span of Q.
  const { q, r } = qr(matrixTranspose(a));
  return matMul(q, solveUpper(r, b, true));
}

/**
 * A whole power of a square matrix, by repeated squaring; a negative one is a power of the inverse. Integers stay integers unless the
 * exponent is negative.
 *
 * @param a         shape [..., n, n]
 * @param exponent  a whole number
 * @throws          ShapeError unless the matrices are square, DTypeError unless the exponent is a whole number
 * @example
 * ```ts
 * import { array, linalg } from "fluxion";
 * console.log(linalg.matrixPower(array([[1, 1], [1, 0]]), 10).toNested()); // → [ [ 89, 55 ], [ 55, 34 ] ]
 * ```
 */
export function matrixPower(a: ArrLike, exponent: number): Arr {
  if (!Number.isSafeInteger(exponent)) {
    throw new DTypeError({
      where: "matrixPower",
      path: "exponent",
      expected: "a whole number",
      received: String(exponent),
    });
  }
  const given = operandOf("matrixPower", a);
  requireSquare(given, "matrixPower");
  const x = given.dtype === "bool" ? cast(given, "i32") : given;
  const n = x.shape.at(-1)!;
  let square = exponent < 0 ? inv(x) : x;
  let power: Arr | undefined;
  for (let rest = Math.abs(exponent); rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) power = power === undefined ? square : matMul(power, square);
    if (rest > 1) square = matMul(square, square);
  }
  return power ?? broadcastTo(rectangularIdentity(n, n, x.dtype), x.shape);
}
