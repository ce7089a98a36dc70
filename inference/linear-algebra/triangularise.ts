/** Householder triangularisation: a tall least-squares system reduced to a small one with the same minimisers. */

/** min || R z + c ||² + rest: what remains of min || A z + r ||². */
export interface ReducedSystem {
  /** Rows of R, shape [min(m, n), n], zero below the diagonal. */
  readonly rows: readonly Float64Array[];
  /** The right-hand side in the same basis, shape [min(m, n)]. */
  readonly offset: Float64Array;
}

/**
 * Reflects A and r so that A becomes upper triangular, and keeps the rows that z can change.
 *
 * @param matrix  A, shape [m, n] row by row
 * @param offset  r, shape [m]
 * @see Golub & Van Loan, Matrix Computations, section 5.2
 */
export function triangularise(matrix: Float64Array, offset: Float64Array, n: number): ReducedSystem {
  const m = offset.length;
  const columns = Array.from({ length: n }, (_, j) => Float64Array.from({ length: m }, (_, i) => matrix[i * n + j]!));
  const right = offset.slice();
  const kept = Math.min(m, n);
  for (let k = 0; k < kept; k++) {
    const pivot = columns[k]!;
    let length = 0;
    for (let i = k; i < m; i++) length = Math.hypot(length, pivot[i]!);
    if (length === 0) continue;
    // v = x ± |x| e_k with the sign that avoids cancellation; H = I - v vᵀ / (|x| |v_k|).
    const signed = pivot[k]! < 0 ? -length : length;
    const v = pivot.slice(k);
    v[0] = v[0]! + signed;
    const denominator = length * Math.abs(v[0]);
    for (const column of [...columns.slice(k + 1), right]) {
      let along = 0;
      for (let i = 0; i < v.length; i++) along += v[i]! * column[k + i]!;
      const factor = along / denominator;
      for (let i = 0; i < v.length; i++) column[k + i] = column[k + i]! - factor * v[i]!;
    }
    pivot[k] = -signed;
    pivot.fill(0, k + 1);
  }
  const rows = Array.from({ length: kept }, (_, i) => Float64Array.from(columns, (column) => column[i]!));
  return { rows, offset: right.slice(0, kept) };
}
