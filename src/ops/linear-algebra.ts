/** Linear algebra: products, factorisations and solutions, on single matrices and stacks of them. */

import type { Arr } from "../array/arr.ts";
import type { ArrLike } from "../array/arr-like.ts";
import { isFloat, promote } from "../array/dtype.ts";
import { broadcastShapes, sameShape } from "../array/shape.ts";
import { describeType, ShapeError } from "../errors/index.ts";
import * as primitive from "../primitives/linear-algebra.ts";
import { bindOne } from "../program/bind.ts";
import { mul } from "./arithmetic.ts";
import { broadcastTo, reshapeTo } from "./broadcast.ts";
import { cast } from "./cast.ts";
import { operandOf } from "./operands.ts";
import { sum } from "./reduction.ts";

/** Two stacks of matrices with one element type and equal leading axes. */
function conformStacks(a: Arr, b: Arr, where: string, floatOnly: boolean): [Arr, Arr] {
  const common = promote(a.dtype, b.dtype);
  const dtype = floatOnly && !isFloat(common) ? "f64" : common === "bool" ? "i32" : common;
  const stack = broadcastShapes(a.shape.slice(0, -2), b.shape.slice(0, -2));
  if (stack === undefined) {
    throw new ShapeError({
      where,
      expected: "leading axes that broadcast (equal lengths, or 1), before the last two",
      received: `${describeType(a)} and ${describeType(b)}`,
      hint: "Insert an axis with expandDims, or use vmap to map over one operand.",
    });
  }
  const conform = (x: Arr): Arr => broadcastTo(cast(x, dtype), [...stack, ...x.shape.slice(-2)]);
  return [conform(a), conform(b)];
}

/**
 * Matrix product. A vector counts as a row on the left and as a column on the right, and the axis it got is dropped again;
 * leading axes broadcast.
 *
 * @param a  shape [..., m, k] or [k]
 * @param b  shape [..., k, n] or [k]
 * @returns  shape [..., m, n]
 * @throws   ShapeError when the inner lengths differ or an operand is a scalar
 */
export function matMul(a: ArrLike, b: ArrLike): Arr {
  const [x, y] = [operandOf("matMul", a), operandOf("matMul", b)];
  for (const each of [x, y]) {
    if (each.rank > 0) continue;
    const expected = "vectors or matrices; multiply by scalars with mul";
    throw new ShapeError({ where: "matMul", expected, received: describeType(each) });
  }
  const left = x.rank === 1 ? reshapeTo(x, [1, ...x.shape]) : x;
  const right = y.rank === 1 ? reshapeTo(y, [...y.shape, 1]) : y;
  const [inner, innerOther] = [left.shape.at(-1)!, right.shape.at(-2)!];
  if (inner !== innerOther) {
    throw new ShapeError({
      where: "matMul",
      problem: `inner lengths ${inner} and ${innerOther} differ.`,
      received: `${describeType(x)} and ${describeType(y)}`,
      hint: "The columns of the first must be as many as the rows of the second; transpose one of them?",
    });
  }
  const product = bindOne(primitive.matMul, conformStacks(left, right, "matMul", false), {});
  const shape = [...product.shape];
  if (y.rank === 1) shape.splice(-1, 1);
  if (x.rank === 1) shape.splice(y.rank === 1 ? -1 : -2, 1);
  return reshapeTo(product, shape);
}

/** Inner product of two vectors. @throws ShapeError unless both have shape [n] */
export function dot(a: ArrLike, b: ArrLike): Arr {
  const [x, y] = [operandOf("dot", a), operandOf("dot", b)];
  if (x.rank !== 1 || !sameShape(x.shape, y.shape)) {
    throw new ShapeError({
      where: "dot",
      expected: "two vectors of one length",
      received: `${describeType(x)} and ${describeType(y)}`,
      hint: "For matrices use matMul.",
    });
  }
  return sum(mul(x, y));
}

/** Outer product of vectors [m] and [n]: shape [m, n]. @throws ShapeError unless both are vectors */
export function outer(a: ArrLike, b: ArrLike): Arr {
  const [x, y] = [operandOf("outer", a), operandOf("outer", b)];
  if (x.rank !== 1 || y.rank !== 1) {
    throw new ShapeError({
      where: "outer",
      expected: "two vectors",
      received: `${describeType(x)} and ${describeType(y)}`,
    });
  }
  return mul(reshapeTo(x, [x.size, 1]), reshapeTo(y, [1, y.size]));
}

/**
 * Cholesky factor: the lower triangular L with A = L Lᵀ.
 *
 * @param a  symmetric positive definite, shape [..., n, n]; only its lower triangle is read
 * @returns  shape [..., n, n]; NaN where A is not positive definite
 * @throws   ShapeError unless the matrices are square
 * @see      derivative: Murray (2016), arXiv:1602.07527
 */
export function cholesky(a: ArrLike): Arr {
  const x = operandOf("cholesky", a);
  requireSquare(x, "cholesky");
  return bindOne(primitive.cholesky, [isFloat(x.dtype) ? x : cast(x, "f64")], {});
}

function requireSquare(x: Arr, where: string): void {
  if (x.rank >= 2 && x.shape.at(-1) === x.shape.at(-2)) return;
  throw new ShapeError({ where, expected: "a square matrix [..., n, n]", received: describeType(x) });
}

/** Solves with the right-hand side as columns; a vector is one column. */
function solveColumns(a: ArrLike, b: ArrLike, where: string, apply: (a: Arr, b: Arr) => Arr): Arr {
  const [matrix, right] = [operandOf(where, a), operandOf(where, b)];
  requireSquare(matrix, where);
  const n = matrix.shape.at(-1)!;
  const columns = right.rank === 1 ? reshapeTo(right, [...right.shape, 1]) : right;
  if (columns.shape.at(-2) !== n) {
    throw new ShapeError({
      where,
      expected: `a right-hand side [${n}] or [..., ${n}, k] beside the matrix ${describeType(matrix)}`,
      received: describeType(right),
    });
  }
  const [x, y] = conformStacks(matrix, columns, where, true);
  const solution = apply(x, y);
  return right.rank === 1 ? reshapeTo(solution, solution.shape.slice(0, -1)) : solution;
}

/** Which triangle counts, and whether the system is that of the transpose. */
export interface TriangularOptions {
  /** The lower triangle; true by default. */
  readonly lower?: boolean;
  /** Solve with the transpose. */
  readonly transposed?: boolean;
}

/**
 * Solves T x = b (or Tᵀ x = b) for a triangular T; the other triangle is not read.
 *
 * @param t  shape [..., n, n]
 * @param b  shape [n] or [..., n, k]
 * @returns  shape of b; infinite or NaN where the diagonal has a zero
 * @throws   ShapeError when the shapes do not fit
 */
export function triangularSolve(
  t: ArrLike,
  b: ArrLike,
  { lower = true, transposed = false }: TriangularOptions = {},
): Arr {
  return solveColumns(t, b, "triangularSolve", (x, y) =>
    bindOne(primitive.triangularSolve, [x, y], { lower, transposed }),
  );
}

/**
 * Solves A x = b by LU decomposition with partial pivoting.
 *
 * @param a  shape [..., n, n]
 * @param b  shape [n] or [..., n, k]
 * @returns  shape of b; infinite or NaN where A is singular
 * @throws   ShapeError when the shapes do not fit
 */
export function solve(a: ArrLike, b: ArrLike): Arr {
  return solveColumns(a, b, "solve", (x, y) => bindOne(primitive.solve, [x, y], {}));
}
