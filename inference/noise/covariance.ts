/** Covariance matrices: what has to hold before one is used. */

import { array, type Arr } from "../../src/index.ts";
import { cholesky, DataError, eigvalsh } from "../../src/internal.ts";

/** A covariance that passed every check. */
export interface Covariance {
  /** Shape [n, n], symmetric and positive definite. */
  readonly matrix: Arr;
  /** Lower triangular L with L L^T = C, shape [n, n]. */
  readonly factor: Arr;
  /** Largest over smallest eigenvalue, computed when it is asked for: some n³ operations. */
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
  let condition: number | undefined;
  return {
    matrix,
    factor,
    get condition() {
      return (condition ??= conditionNumber(matrix));
    },
  };
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

/** Largest over smallest eigenvalue. */
function conditionNumber(matrix: Arr): number {
  const values = eigvalsh(matrix).toArray();
  return values[values.length - 1]! / values[0]!;
}
