/** Systems of linear equations. */

import { triangularChecks } from "../option-checks.ts";
import type { Arr } from "../../array/arr.ts";
import type { ArrLike } from "../../array/arr-like.ts";
import { checkOptions, describeType, ShapeError } from "../../errors/index.ts";
import { solve as solvePrimitive } from "../../primitives/linear-algebra/solve.ts";
import { triangularSolve as triangularSolvePrimitive } from "../../primitives/linear-algebra/triangular-solve.ts";
import { bindOne } from "../../program/bind.ts";
import { reshapeTo } from "../../primitives/movement/shape.ts";
import { operandOf } from "../operands.ts";
import { conformStacks, requireSquare } from "./stacks.ts";

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
export function triangularSolve(t: ArrLike, b: ArrLike, options: TriangularOptions = {}): Arr {
  checkOptions(options, triangularChecks, "triangularSolve");
  const { lower = true, transposed = false } = options;
  return solveColumns(t, b, "triangularSolve", (x, y) =>
    bindOne(triangularSolvePrimitive, [x, y], { lower, transposed }),
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
  return solveColumns(a, b, "solve", (x, y) => bindOne(solvePrimitive, [x, y], {}));
}

/**
 * Solves A x = b given the Cholesky factor of A: two triangular solves, so that one factor serves many right-hand sides.
 *
 * @param factor  L of A = L Lᵀ, shape [..., n, n], as cholesky returns it
 * @param b       shape [n] or [..., n, k]
 * @returns       shape of b
 * @throws        ShapeError when the shapes do not fit
 * @example
 * ```ts
 * import { array, linalg } from "fluxion";
 * const a = array([[4, 2], [2, 5]]);
 * console.log(linalg.choleskySolve(linalg.cholesky(a), array([8, 12])).toNested()); // → [ 1, 2 ]
 * ```
 */
export function choleskySolve(factor: ArrLike, b: ArrLike): Arr {
  return solveColumns(factor, b, "choleskySolve", (lower, right) => {
    const apply = (x: Arr, transposed: boolean): Arr =>
      bindOne(triangularSolvePrimitive, [lower, x], { lower: true, transposed });
    return apply(apply(right, false), true);
  });
}
