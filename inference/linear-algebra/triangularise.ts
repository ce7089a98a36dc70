/** Householder triangularisation: a tall least-squares system reduced to a small one with the same minimisers. */
import { isExactSquare, norm } from "./vectors.ts";

/** min || R z + c ||² + rest: what remains of min || A z + r ||². */
export interface ReducedSystem {
  /** Rows of R, shape [min(m, n), n], zero below the diagonal. */
  readonly rows: readonly Float64Array[];
  /** The right-hand side in the same basis, shape [min(m, n)]. */
  readonly offset: Float64Array;
  /** Whether R is known to determine every coordinate beyond rounding; undefined where nobody has looked. */
  readonly isDetermined?: boolean | undefined;
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
  const columns = new Float64Array(m * n);
  for (let i = 0, k = 0; i < m; i++) {
    for (let j = 0; j < n; j++, k++) columns[j * m + i] = matrix[k]!;
  }
  return triangulariseColumns(columns, offset, n);
}

/**
 * The same for a matrix whose columns stand one after another. Reflections are H = I - v vᵀ / v_k, v being x / |x| ± e_k with
 * the sign that avoids cancellation.
 *
 * @param columns  A, shape [n, m], which is written over: it keeps the reflections
 */
export function triangulariseColumns(columns: Float64Array, offset: Float64Array, n: number): Triangularised {
  const m = offset.length;
  const kept = Math.min(m, n);
  /** |v_k|; zero where there is nothing to reflect. */
  const pivots = new Float64Array(kept);
  const rows: Float64Array[] = [];
  for (let k = 0; k < kept; k++) rows.push(new Float64Array(n));
  for (let k = 0; k < kept; k++) {
    const at = k * m;
    const length = lengthOf(columns, at + k, at + m);
    if (length > 0) {
      for (let i = at + k; i < at + m; i++) columns[i] = columns[i]! / length;
      const isNegative = columns[at + k]! < 0;
      columns[at + k] = columns[at + k]! + (isNegative ? -1 : 1);
      rows[k]![k] = isNegative ? length : -length;
      pivots[k] = Math.abs(columns[at + k]!);
      let j = k + 1;
      for (; j + 1 < n; j += 2) {
        reflectBoth(columns, at + k, m - k, pivots[k]!, columns, j * m + k, (j + 1) * m + k);
      }
      if (j < n) reflect(columns, at + k, m - k, pivots[k]!, columns, j * m + k);
    }
    for (let j = k + 1; j < n; j++) rows[k]![j] = columns[j * m + k]!;
  }
  const reduce = (right: Float64Array): Float64Array => {
    const reflected = right.slice();
    for (let k = 0; k < kept; k++) {
      if (pivots[k]! > 0) reflect(columns, k * m + k, m - k, pivots[k]!, reflected, k);
    }
    return reflected.slice(0, kept);
  };
  return { rows, offset: reduce(offset), reduce };
}

/** Reflects `count` numbers of a column, from `to` on, by the vector that stands at `from`. */
function reflect(
  vectors: Float64Array,
  from: number,
  count: number,
  pivot: number,
  column: Float64Array,
  to: number,
): void {
  // Four sums, none of which waits for another.
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  let i = 0;
  for (; i + 3 < count; i += 4) {
    a += vectors[from + i]! * column[to + i]!;
    b += vectors[from + i + 1]! * column[to + i + 1]!;
    c += vectors[from + i + 2]! * column[to + i + 2]!;
    d += vectors[from + i + 3]! * column[to + i + 3]!;
  }
  for (; i < count; i++) a += vectors[from + i]! * column[to + i]!;
  const factor = (a + b + (c + d)) / pivot;
  for (i = 0; i < count; i++) column[to + i] = column[to + i]! - factor * vectors[from + i]!;
}

/** The same for two columns at a time, for which the vector is read once. */
function reflectBoth(
  vectors: Float64Array,
  from: number,
  count: number,
  pivot: number,
  columns: Float64Array,
  to: number,
  other: number,
): void {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  let i = 0;
  for (; i + 1 < count; i += 2) {
    const v = vectors[from + i]!;
    const w = vectors[from + i + 1]!;
    a += v * columns[to + i]!;
    b += w * columns[to + i + 1]!;
    c += v * columns[other + i]!;
    d += w * columns[other + i + 1]!;
  }
  if (i < count) {
    a += vectors[from + i]! * columns[to + i]!;
    c += vectors[from + i]! * columns[other + i]!;
  }
  const factor = (a + b) / pivot;
  const second = (c + d) / pivot;
  for (i = 0; i < count; i++) {
    const v = vectors[from + i]!;
    columns[to + i] = columns[to + i]! - factor * v;
    columns[other + i] = columns[other + i]! - second * v;
  }
}

/** Euclidean length of a part of an array, safe from overflow and underflow. */
function lengthOf(x: Float64Array, start: number, end: number): number {
  let square = 0;
  for (let i = start; i < end; i++) square += x[i]! * x[i]!;
  if (isExactSquare(square)) return Math.sqrt(square);
  return norm(x.slice(start, end));
}
