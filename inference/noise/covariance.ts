/** Covariance matrices: what has to hold before one is used. */

import { array, type Arr } from "../../src/index.ts";
import { cholesky, DataError } from "../../src/internal.ts";

/** A covariance that passed every check. */
export interface Covariance {
  /** Shape [n, n], symmetric and positive definite. */
  readonly matrix: Arr;
  /** Lower triangular L with L L^T = C, shape [n, n]. */
  readonly factor: Arr;
  /** Largest over smallest eigenvalue, to a few percent. */
  readonly condition: number;
}

/**
 * The covariance of `size` measurements from its entries.
 *
 * @param data  row-major, size * size numbers
 * @param size  number of measurements
 * @param path  where the entries come from, for errors: the name of a file
 * @throws   DataError naming row and column when it is not symmetric (relative 1e-10) or not positive definite
 */
export function checkedCovariance(data: Float64Array, size: number, path: string): Covariance {
  requireSymmetric(data, size, path);
  const matrix = array(data, { shape: [size, size] });
  const factor = cholesky(matrix);
  requirePositiveDefinite(factor, path);
  return { matrix, factor, condition: conditionNumber(data, factor) };
}

function requireSymmetric(data: Float64Array, size: number, path: string): void {
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < i; j++) {
      const below = data[i * size + j]!;
      const above = data[j * size + i]!;
      if (Math.abs(below - above) <= 1e-10 * Math.max(Math.abs(below), Math.abs(above))) continue;
      throw new DataError({
        path: `${path}, covariance row ${i + 1}, column ${j + 1}`,
        problem: "the covariance is not symmetric",
        expected: `${above}, as in row ${j + 1}, column ${i + 1}`,
        received: String(below),
      });
    }
  }
}

function requirePositiveDefinite(factor: Arr, path: string): void {
  const size = factor.shape[0]!;
  const entries = factor.toArray();
  for (let i = 0; i < size; i++) {
    if (entries[i * size + i]! > 0) continue;
    throw new DataError({
      path: `${path}, covariance row ${i + 1}`,
      problem: `the covariance is not positive definite: measurement ${i + 1} varies less than those before it imply`,
      hint: "Look for a wrong sign, a misplaced digit or a measurement given twice.",
    });
  }
}

/** Largest over smallest eigenvalue, by power iterations with C and with its inverse from a fixed start. */
function conditionNumber(data: Float64Array, factor: Arr): number {
  const size = factor.shape[0]!;
  const lower = factor.toArray();
  const multiply = (vector: Float64Array) =>
    vector.map((_, i) => vector.reduce((total, value, j) => total + data[i * size + j]! * value, 0));
  return growthRate(size, multiply) * growthRate(size, (vector) => choleskySolve(lower, vector));
}

/** The dominant eigenvalue of a symmetric positive definite map. */
function growthRate(size: number, apply: (vector: Float64Array) => Float64Array): number {
  // Unequal entries, so that no eigenvector of a structured matrix is orthogonal to the start by symmetry.
  let vector = Float64Array.from({ length: size }, (_, i) => 1 + i / (size + 1));
  let rate = 0;
  for (let iteration = 0; iteration < 100; iteration++) {
    const image = apply(vector);
    const previous = rate;
    rate = Math.hypot(...image) / Math.hypot(...vector);
    vector = image.map((value) => value / rate);
    if (Math.abs(rate - previous) <= 1e-6 * rate) break;
  }
  return rate;
}

/** Solves L L^T x = b. */
function choleskySolve(lower: ArrayLike<number>, right: Float64Array): Float64Array {
  const size = right.length;
  const x = right.slice();
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < i; k++) x[i]! -= lower[i * size + k]! * x[k]!;
    x[i]! /= lower[i * size + i]!;
  }
  for (let i = size - 1; i >= 0; i--) {
    for (let k = i + 1; k < size; k++) x[i]! -= lower[k * size + i]! * x[k]!;
    x[i]! /= lower[i * size + i]!;
  }
  return x;
}
