/** Factors of matrices. */

import type { Arr } from "../../array/arr.ts";
import type { ArrLike } from "../../array/arr-like.ts";
import { cholesky as choleskyPrimitive } from "../../primitives/linear-algebra/cholesky.ts";
import { bindOne } from "../../program/bind.ts";
import { squareMatricesOf } from "./stacks.ts";

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
