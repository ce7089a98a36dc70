/** ColumnSystem: a least-squares problem stored by columns, each scaled to a length between one and two. */
import { scaledRows, sparseColumnDot, sparseResidual, type SparseRows } from "./sparse-rows.ts";

/**
 * min || A x - b ||² + || D x - d ||² with x_j >= 0 unless column j is free. Columns and right-hand sides are divided by
 * powers of two, which round nothing and take every unit out of the arithmetic.
 */
export interface ColumnSystem {
  /** Rows of A. */
  readonly m: number;
  /** Unknowns. */
  readonly n: number;
  /** A column after column, shape [n, m]. */
  readonly entries: Float64Array;
  /** b, shape [m]. */
  readonly target: Float64Array;
  /** D and d, sparse; null where there is no penalty. */
  readonly penalty: SparseRows | null;
  /** Length of each column of A above D, shape [n]; zero for a column of zeros. */
  readonly norms: Float64Array;
  /** 1 where x_j may be negative, shape [n]. */
  readonly free: Uint8Array;
  /** The problem as given has x_j = unscale[j] x_j of this one, shape [n]. */
  readonly unscale: Float64Array;
}

/** What a residual is made of: rows of A, and rows of the penalty. */
export interface ResidualParts {
  readonly data: Float64Array;
  readonly penalty: Float64Array;
}

/** The matrix of a system, before any right-hand side. */
export interface ScaledColumns extends Omit<ColumnSystem, "target" | "unscale"> {
  /** Powers of two by which the columns were multiplied, shape [n]. */
  readonly scale: Float64Array;
}

/** Largest power of two that does not exceed a positive number; kept where its inverse is a number too. */
function powerOfTwoBelow(value: number): number {
  return 2 ** Math.min(Math.max(Math.floor(Math.log2(value)), -1021), 1021);
}

/** Stores a matrix [m, n] given row by row as scaled columns. */
export function scaleColumns(
  matrix: Float64Array,
  m: number,
  n: number,
  penalty: SparseRows | null,
  free: Uint8Array,
): ScaledColumns {
  const entries = transposed(matrix, m, n);
  const norms = new Float64Array(n);
  const scale = new Float64Array(n);
  for (let j = 0; j < n; j++) {
    let largest = 0;
    for (let i = j * m; i < (j + 1) * m; i++) largest = Math.max(largest, Math.abs(entries[i]!));
    if (penalty !== null) {
      for (let at = penalty.columnStart[j]!; at < penalty.columnStart[j + 1]!; at++) {
        largest = Math.max(largest, Math.abs(penalty.value[penalty.entryOfColumn[at]!]!));
      }
    }
    if (largest === 0) {
      scale[j] = 1;
      continue;
    }
    const first = 1 / powerOfTwoBelow(largest);
    let sum = 0;
    for (let i = j * m; i < (j + 1) * m; i++) sum += (entries[i]! * first) ** 2;
    if (penalty !== null) {
      for (let at = penalty.columnStart[j]!; at < penalty.columnStart[j + 1]!; at++) {
        sum += (penalty.value[penalty.entryOfColumn[at]!]! * first) ** 2;
      }
    }
    const second = 1 / powerOfTwoBelow(Math.sqrt(sum));
    scale[j] = first * second;
    norms[j] = Math.sqrt(sum) * second;
    for (let i = j * m; i < (j + 1) * m; i++) entries[i] = entries[i]! * first * second;
  }
  return { m, n, entries, penalty: penalty === null ? null : scaledRows(penalty, scale, 1), norms, free, scale };
}

/** A right-hand side beside the columns; what penalties pull to is scaled with it. */
export function withTarget(columns: ScaledColumns, target: Float64Array): ColumnSystem {
  const { penalty, scale, n } = columns;
  let largest = 0;
  for (const value of target) largest = Math.max(largest, Math.abs(value));
  if (penalty !== null) for (const value of penalty.target) largest = Math.max(largest, Math.abs(value));
  const unit = largest > 0 ? powerOfTwoBelow(largest) : 1;
  return {
    ...columns,
    target: target.map((value) => value / unit),
    penalty: penalty === null ? null : scaledRows(penalty, new Float64Array(n).fill(1), 1 / unit),
    unscale: scale.map((factor) => factor * unit),
  };
}

/** The transpose of a matrix [m, n], in tiles that stay in the cache. */
function transposed(matrix: Float64Array, m: number, n: number): Float64Array {
  const result = new Float64Array(m * n);
  const tile = 32;
  for (let top = 0; top < m; top += tile) {
    const bottom = Math.min(top + tile, m);
    for (let left = 0; left < n; left += tile) {
      const right = Math.min(left + tile, n);
      for (let j = left; j < right; j++) {
        for (let i = top; i < bottom; i++) result[j * m + i] = matrix[i * n + j]!;
      }
    }
  }
  return result;
}

/** Room for the residual of a system. */
export function emptyResidual({ m, penalty }: ColumnSystem): ResidualParts {
  return { data: new Float64Array(m), penalty: new Float64Array(penalty?.rows ?? 0) };
}

/** b - A x and d - D x. */
export function residualAt(
  { m, n, entries, target, penalty }: ColumnSystem,
  x: Float64Array,
  out: ResidualParts,
): void {
  const { data } = out;
  data.set(target);
  const used: number[] = [];
  for (let j = 0; j < n; j++) if (x[j] !== 0) used.push(j);
  let k = 0;
  // Four columns at a time: the residual is read and written once for them all.
  for (; k + 3 < used.length; k += 4) {
    const [p, q, r, s] = [used[k]!, used[k + 1]!, used[k + 2]!, used[k + 3]!];
    const [xp, xq, xr, xs] = [x[p]!, x[q]!, x[r]!, x[s]!];
    const [cp, cq, cr, cs] = [p * m, q * m, r * m, s * m];
    for (let i = 0; i < m; i++) {
      const change = xp * entries[cp + i]! + xq * entries[cq + i]! + (xr * entries[cr + i]! + xs * entries[cs + i]!);
      data[i] = data[i]! - change;
    }
  }
  for (; k < used.length; k++) {
    const column = used[k]! * m;
    const amount = x[used[k]!]!;
    for (let i = 0; i < m; i++) data[i] = data[i]! - amount * entries[column + i]!;
  }
  if (penalty !== null) sparseResidual(penalty, x, out.penalty);
}

/** Aᵀ r + Dᵀ ρ: half of how fast the objective falls as each unknown grows. */
export function descentAt(system: ColumnSystem, residual: ResidualParts, out: Float64Array): void {
  const { n, m, entries, penalty } = system;
  const { data } = residual;
  let j = 0;
  for (; j + 3 < n; j += 4) {
    const [c0, c1, c2, c3] = [j * m, (j + 1) * m, (j + 2) * m, (j + 3) * m];
    let [s0, s1, s2, s3] = [0, 0, 0, 0];
    for (let i = 0; i < m; i++) {
      const value = data[i]!;
      s0 += entries[c0 + i]! * value;
      s1 += entries[c1 + i]! * value;
      s2 += entries[c2 + i]! * value;
      s3 += entries[c3 + i]! * value;
    }
    out[j] = s0;
    out[j + 1] = s1;
    out[j + 2] = s2;
    out[j + 3] = s3;
  }
  for (; j < n; j++) out[j] = columnDot(entries, j * m, data, m);
  if (penalty === null) return;
  for (let k = 0; k < n; k++) out[k] = out[k]! + sparseColumnDot(penalty, k, residual.penalty);
}

function columnDot(entries: Float64Array, start: number, vector: Float64Array, m: number): number {
  let sum = 0;
  for (let i = 0; i < m; i++) sum += entries[start + i]! * vector[i]!;
  return sum;
}

/** The descent of one unknown. */
export function columnDescent({ m, entries, penalty }: ColumnSystem, j: number, residual: ResidualParts): number {
  const own = columnDot(entries, j * m, residual.data, m);
  return penalty === null ? own : own + sparseColumnDot(penalty, j, residual.penalty);
}

/** Adds `amount` times column j to a residual. */
export function addColumn(
  { m, entries, penalty }: ColumnSystem,
  j: number,
  amount: number,
  residual: ResidualParts,
): void {
  const { data } = residual;
  const start = j * m;
  for (let i = 0; i < m; i++) data[i] = data[i]! + amount * entries[start + i]!;
  if (penalty === null) return;
  for (let at = penalty.columnStart[j]!; at < penalty.columnStart[j + 1]!; at++) {
    const entry = penalty.entryOfColumn[at]!;
    const row = penalty.rowOfEntry[entry]!;
    residual.penalty[row] = residual.penalty[row]! + amount * penalty.value[entry]!;
  }
}

/** A v and D v. */
export function combine(system: ColumnSystem, amounts: Float64Array, out: ResidualParts): void {
  out.data.fill(0);
  out.penalty.fill(0);
  for (let j = 0; j < system.n; j++) if (amounts[j] !== 0) addColumn(system, j, amounts[j]!, out);
}

/** Scalar products of column j with the columns listed: entries of AᵀA + DᵀD; `positionOf` holds where each column is listed, or -1. */
export function productsWith(
  { m, entries, penalty }: ColumnSystem,
  j: number,
  list: Int32Array,
  count: number,
  positionOf: Int32Array,
  out: Float64Array,
): void {
  const own = j * m;
  let k = 0;
  for (; k + 3 < count; k += 4) {
    const [c0, c1, c2, c3] = [list[k]! * m, list[k + 1]! * m, list[k + 2]! * m, list[k + 3]! * m];
    let [s0, s1, s2, s3] = [0, 0, 0, 0];
    for (let i = 0; i < m; i++) {
      const value = entries[own + i]!;
      s0 += entries[c0 + i]! * value;
      s1 += entries[c1 + i]! * value;
      s2 += entries[c2 + i]! * value;
      s3 += entries[c3 + i]! * value;
    }
    out[k] = s0;
    out[k + 1] = s1;
    out[k + 2] = s2;
    out[k + 3] = s3;
  }
  for (; k < count; k++) {
    const column = list[k]! * m;
    let sum = 0;
    for (let i = 0; i < m; i++) sum += entries[column + i]! * entries[own + i]!;
    out[k] = sum;
  }
  if (penalty === null) return;
  for (let at = penalty.columnStart[j]!; at < penalty.columnStart[j + 1]!; at++) {
    const entry = penalty.entryOfColumn[at]!;
    const row = penalty.rowOfEntry[entry]!;
    for (let other = penalty.rowStart[row]!; other < penalty.rowStart[row + 1]!; other++) {
      const position = positionOf[penalty.column[other]!]!;
      if (position >= 0) out[position] = out[position]! + penalty.value[entry]! * penalty.value[other]!;
    }
  }
}

/** || b || + sum of || a_j || |x_j|: the size of what cancels in a residual, and so of its rounding. */
export function termSize({ target, penalty, norms }: ColumnSystem, x: Float64Array): number {
  let sum = 0;
  for (const value of target) sum += value * value;
  if (penalty !== null) for (const value of penalty.target) sum += value * value;
  let total = Math.sqrt(sum);
  for (let j = 0; j < x.length; j++) total += norms[j]! * Math.abs(x[j]!);
  return total;
}
