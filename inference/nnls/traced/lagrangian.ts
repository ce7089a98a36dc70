/** The Lagrangian of a traced problem, the slopes of its parts, and its curvature. */
import {
  add,
  concat,
  diagonalMatrix,
  div,
  dot,
  log,
  matMul,
  mul,
  sqrt,
  square,
  sub,
  sum,
  transpose,
  where,
  type Arr,
} from "../../../src/index.ts";
import type { TracedTerms } from "./traced-problem.ts";

/** || A x - b ||² and the quadratic penalties. */
export function quadratic({ matrix, target, tikhonov, smoothness }: TracedTerms, x: Arr): Arr {
  let value = sum(square(sub(matMul(matrix, x), target)));
  if (tikhonov !== undefined) {
    value = add(value, mul(tikhonov.weight, sum(square(div(sub(x, tikhonov.target), tikhonov.scale)))));
  }
  if (smoothness !== undefined) {
    const { weight, operator } = smoothness;
    value = add(value, mul(weight, sum(square(matMul(operator, sub(x, smoothness.target))))));
  }
  return value;
}

/** A x - b and the roots of the quadratic penalties, one after the other: their squares sum to the quadratic part. */
export function quadraticResiduals({ matrix, target, tikhonov, smoothness }: TracedTerms, x: Arr): Arr {
  const parts = [sub(matMul(matrix, x), target)];
  if (tikhonov !== undefined) {
    parts.push(mul(sqrt(tikhonov.weight), div(sub(x, tikhonov.target), tikhonov.scale)));
  }
  if (smoothness !== undefined) {
    parts.push(mul(sqrt(smoothness.weight), matMul(smoothness.operator, sub(x, smoothness.target))));
  }
  return concat(parts);
}

/** The objective less twice the multipliers times the equality rows: its slope in x is twice the dual. */
export function lagrangian(terms: TracedTerms, x: Arr, multipliers: Arr): Arr {
  let value = quadratic(terms, x);
  if (terms.entropy !== undefined) {
    const { weight, prior } = terms.entropy;
    // x ln(x / prior) is zero where x is; so is its slope in the weight there.
    const safe = where(x.greater(0), x, prior);
    const logarithm = where(x.greater(0), log(div(safe, prior)), 0);
    value = add(value, mul(weight, sum(add(sub(mul(x, logarithm), x), prior))));
  }
  if (terms.equality !== undefined) {
    const missing = sub(matMul(terms.equality.matrix, x), terms.equality.values);
    value = sub(value, mul(2, dot(multipliers, missing)));
  }
  return value;
}

/** Half the slope of the quadratic part, Aᵀ(A x - b) and what the penalties add. */
export function quadraticSlope({ matrix, target, tikhonov, smoothness }: TracedTerms, x: Arr): Arr {
  let slope = matMul(transpose(matrix), sub(matMul(matrix, x), target));
  if (tikhonov !== undefined) {
    const { weight, scale } = tikhonov;
    slope = add(slope, mul(weight, div(sub(x, tikhonov.target), square(scale))));
  }
  if (smoothness !== undefined) {
    const { weight, operator } = smoothness;
    slope = add(slope, mul(weight, matMul(transpose(operator), matMul(operator, sub(x, smoothness.target)))));
  }
  return slope;
}

/** Diagonal of the curvature, the squares of the columns above the penalties, shape [n]: no product of two columns is formed. */
export function curvatureDiagonal({ matrix, tikhonov, smoothness }: TracedTerms): Arr {
  let size = sum(square(matrix), [0]);
  if (tikhonov !== undefined) size = add(size, div(tikhonov.weight, square(tikhonov.scale)));
  if (smoothness !== undefined) size = add(size, mul(smoothness.weight, sum(square(smoothness.operator), [0])));
  return size;
}

/** Half the curvature of the quadratic part, AᵀA and what the penalties add, shape [n, n]. */
export function quadraticCurvature({ matrix, tikhonov, smoothness }: TracedTerms): Arr {
  let curvature = matMul(transpose(matrix), matrix);
  if (tikhonov !== undefined) {
    curvature = add(curvature, diagonalMatrix(div(tikhonov.weight, square(tikhonov.scale))));
  }
  if (smoothness !== undefined) {
    const { weight, operator } = smoothness;
    curvature = add(curvature, mul(weight, matMul(transpose(operator), operator)));
  }
  return curvature;
}
