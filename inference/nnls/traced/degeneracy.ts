/** Degeneracy of a traced solution: how far it is from losing a unique solution, or a two-sided derivative. */
import {
  abs,
  add,
  diagonal,
  diagonalMatrix,
  div,
  dot,
  expandDims,
  greater,
  matMul,
  min,
  mul,
  rsqrt,
  sqrt,
  sub,
  sum,
  square,
  take,
  transpose,
  where,
  type Arr,
} from "../../../src/index.ts";
import { cholesky } from "../../../src/internal.ts";
import { curvatureDiagonal, quadraticCurvature } from "./lagrangian.ts";
import type { ColumnList } from "./listed-active-set.ts";
import type { TracedTerms } from "./traced-problem.ts";

/** The dual of each unknown as a fraction of the terms that cancel in it, shape [n]. */
export function relativeDual(terms: TracedTerms, x: Arr, multipliers: Arr, dual: Arr): Arr {
  const columnSize = sqrt(curvatureDiagonal(terms));
  const total = add(sqrt(squaresOfTargets(terms)), dot(columnSize, abs(x)));
  let size = mul(columnSize, total);
  if (terms.entropy !== undefined) size = add(size, mul(0.5, terms.entropy.weight));
  if (terms.equality !== undefined) {
    size = add(size, matMul(transpose(abs(terms.equality.matrix)), abs(multipliers)));
  }
  return div(dual, where(greater(size, 0), size, 1));
}

function squaresOfTargets({ target, tikhonov, smoothness }: TracedTerms): Arr {
  let total = sum(square(target));
  if (tikhonov !== undefined) {
    total = add(total, mul(tikhonov.weight, sum(square(div(tikhonov.target, tikhonov.scale)))));
  }
  if (smoothness !== undefined) {
    total = add(total, mul(smoothness.weight, sum(square(matMul(smoothness.operator, smoothness.target)))));
  }
  return total;
}

/** The smallest dual of an unknown that is held at zero; 1 where none is. An entropy holds none. */
export function strictnessOf(relative: Arr, isUsed: Arr, { entropy }: TracedTerms): Arr {
  return min(entropy === undefined ? where(isUsed, 1, relative) : mul(0, relative).add(1));
}

/** The smallest diagonal element of the factor of the columns in use, scaled to unit length. */
export function independenceOf(terms: TracedTerms, isUsed: Arr, n: number): Arr {
  let curvature = quadraticCurvature(terms);
  if (terms.equality !== undefined) {
    curvature = add(curvature, matMul(transpose(terms.equality.matrix), terms.equality.matrix));
  }
  const size = diagonal(curvature);
  const used = where(isUsed, where(greater(size, 0), rsqrt(where(greater(size, 0), size, 1)), 0), 0);
  const scaled = mul(curvature, mul(expandDims(used, 0), expandDims(used, 1)));
  // A part in 1e16 of the identity for each column keeps the factor of dependent columns from being no number.
  const filled = add(scaled, diagonalMatrix(add(sub(1, where(greater(used, 0), 1, 0)), n * 1e-16)));
  return min(diagonal(cholesky(filled)));
}

/** The same where the columns in use stand in a list, some places of which may be empty; there are no penalties. */
export function independenceOfListed({ matrix, target }: TracedTerms, { list, taken }: ColumnList): Arr {
  return independenceOf({ matrix: take(matrix, list, 1), target }, greater(taken, 0), list.size);
}
