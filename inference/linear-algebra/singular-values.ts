/** Singular values: the seam to the library that computes them. */
import { Matrix, SingularValueDecomposition } from "ml-matrix";

/** A = U diag(values) Vᵀ. */
export interface SingularValues {
  /** Largest first. */
  readonly values: Float64Array;
  /** Left vectors, each of the number of rows. */
  readonly left: readonly Float64Array[];
  /** Right vectors, each of the number of columns; those of a wide matrix span its row space alone. */
  readonly right: readonly Float64Array[];
}

/**
 * The singular values of a matrix of finite numbers, given by rows of equal length.
 *
 * @see Golub & Reinsch (1970)
 */
export function singularValues(rows: readonly ArrayLike<number>[]): SingularValues {
  if (rows.length === 0 || rows[0]!.length === 0) return { values: new Float64Array(0), left: [], right: [] };
  const matrix = new Matrix(rows.map((row) => Array.from(row)));
  const result = new SingularValueDecomposition(matrix, { autoTranspose: true });
  const count = Math.min(matrix.rows, matrix.columns);
  const vectors = (columns: Matrix): Float64Array[] =>
    Array.from({ length: count }, (_, k) => Float64Array.from(columns.getColumn(k)));
  return {
    values: Float64Array.from(result.diagonal.slice(0, count)),
    left: vectors(result.leftSingularVectors),
    right: vectors(result.rightSingularVectors),
  };
}
