/** Householder triangularisation: a tall least-squares system reduced to a small one with the same minimisers. */

/** min || R z + c ||² + rest: what remains of min || A z + r ||². */
export interface ReducedSystem {
  /** Rows of R, shape [min(m, n), n], zero below the diagonal. */
  readonly rows: readonly Float64Array[];
  /** The right-hand side in the same basis, shape [min(m, n)]. */
  readonly offset: Float64Array;
}

/** A reduced system that can take further right-hand sides. */
export interface Triangularised extends ReducedSystem {
  /** Another right-hand side, shape [m], in the basis of R: shape [min(m, n)]. */
  readonly reduce: (right: Float64Array) => Float64Array;
}

/**
 * Reflects A and r so that A becomes upper triangular, and keeps the rows that z can change.
 *
 * @param matrix  A, shape [m, n] row by row
 * @param offset  r, shape [m]
 * @see Golub & Van Loan, Matrix Computations, section 5.2
 */
export function triangularise(matrix: Float64Array, offset: Float64Array, n: number): Triangularised {
  const m = offset.length;
  const kept = Math.min(m, n);
  // Column by column; reflections leave their vectors below the diagonal.
  const columns = new Float64Array(m * n);
  for (let i = 0, k = 0; i < m; i++) {
    for (let j = 0; j < n; j++, k++) columns[j * m + i] = matrix[k]!;
  }
  const diagonal = new Float64Array(kept);
  /** H = I - v vᵀ / denominator; zero where there is nothing to reflect. */
  const denominators = new Float64Array(kept);
  for (let k = 0; k < kept; k++) {
    const at = k * m;
    const length = lengthOf(columns, at + k, at + m);
    if (length === 0) continue;
    // v = x ± |x| e_k with the sign that avoids cancellation; H = I - v vᵀ / (|x| |v_k|).
    const pivot = columns[at + k]!;
    const signed = pivot < 0 ? -length : length;
    columns[at + k] = pivot + signed;
    denominators[k] = length * Math.abs(pivot + signed);
    diagonal[k] = -signed;
    for (let j = k + 1; j < n; j++) reflect(columns, at + k, m - k, denominators[k]!, columns, j * m + k);
  }
  const reduce = (right: Float64Array): Float64Array => {
    const reflected = right.slice();
    for (let k = 0; k < kept; k++) {
      if (denominators[k]! > 0) reflect(columns, k * m + k, m - k, denominators[k]!, reflected, k);
    }
    return reflected.slice(0, kept);
  };
  const rows: Float64Array[] = [];
  for (let i = 0; i < kept; i++) {
    const row = new Float64Array(n);
    row[i] = diagonal[i]!;
    for (let j = i + 1; j < n; j++) row[j] = columns[j * m + i]!;
    rows.push(row);
  }
  return { rows, offset: reduce(offset), reduce };
}

/** Reflects `count` numbers of a column, from `to` on, by the vector that stands at `from`. */
function reflect(
  vectors: Float64Array,
  from: number,
  count: number,
  denominator: number,
  column: Float64Array,
  to: number,
): void {
  let along = 0;
  for (let i = 0; i < count; i++) along += vectors[from + i]! * column[to + i]!;
  const factor = along / denominator;
  for (let i = 0; i < count; i++) column[to + i] = column[to + i]! - factor * vectors[from + i]!;
}

/** Euclidean length of a part of an array, safe from overflow and underflow. */
function lengthOf(x: Float64Array, start: number, end: number): number {
  let largest = 0;
  for (let i = start; i < end; i++) largest = Math.max(largest, Math.abs(x[i]!));
  if (largest === 0 || !Number.isFinite(largest)) return largest;
  let sum = 0;
  for (let i = start; i < end; i++) {
    const part = x[i]! / largest;
    sum += part * part;
  }
  return largest * Math.sqrt(sum);
}
