/** Compact form of the limited-memory BFGS matrix: B = theta I - W M Wᵀ, from a few pairs of steps and gradient changes. */
import { factoriseLu, solveLu } from "../../linear-algebra/dense-lu.ts";
import { dot } from "../../linear-algebra/vectors.ts";

/** A step, and the change of gradient along it. */
export interface SecantPair {
  /** Difference of two points. */
  readonly s: Float64Array;
  /** Difference of the gradients there; sᵀy > 0. */
  readonly y: Float64Array;
}

/** B = theta I - W M Wᵀ, with W of shape [n, 2m] and M of shape [2m, 2m]. */
export interface CompactMatrix {
  readonly theta: number;
  /** The columns of W = [Y, theta S], oldest pair first. */
  readonly columns: readonly Float64Array[];
  /** M, row by row. */
  readonly middle: readonly Float64Array[];
}

/**
 * The matrix of the pairs, oldest first; `theta I` when there are none.
 *
 * @returns null when the pairs are too nearly dependent to give one
 * @see Byrd, Nocedal & Schnabel (1994), eq. 3.5-3.6
 */
export function compactMatrix(pairs: readonly SecantPair[], theta: number): CompactMatrix | null {
  const m = pairs.length;
  if (m === 0) return { theta, columns: [], middle: [] };
  // M is the inverse of [[-D, Lᵀ], [L, theta SᵀS]], with D = diag(s_iᵀy_i) and L the part of SᵀY below its diagonal.
  const size = 2 * m;
  const inverted = new Float64Array(size * size);
  pairs.forEach(({ s }, i) => {
    pairs.forEach((other, j) => {
      inverted[(m + i) * size + m + j] = theta * dot(s, other.s);
      const sy = i >= j ? dot(s, other.y) : 0;
      if (i === j) inverted[i * size + i] = -sy;
      else if (i > j) {
        inverted[(m + i) * size + j] = sy;
        inverted[j * size + m + i] = sy;
      }
    });
  });
  const middle = inverseScaled(inverted, size);
  if (middle === null) return null;
  return { theta, columns: [...pairs.map(({ y }) => y), ...pairs.map(({ s }) => s.map((x) => theta * x))], middle };
}

/** The inverse of a symmetric matrix, its rows and columns first brought to like size; null when it has none. */
function inverseScaled(matrix: Float64Array, size: number): readonly Float64Array[] | null {
  const scale = Float64Array.from({ length: size }, (_, i) => 1 / Math.sqrt(Math.abs(matrix[i * size + i]!)));
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) matrix[i * size + j] = matrix[i * size + j]! * scale[i]! * scale[j]!;
  }
  const factors = factoriseLu(matrix, size);
  if (factors === null) return null;
  const unit = new Float64Array(size);
  const rows: readonly Float64Array[] = Array.from(scale, () => new Float64Array(size));
  for (let j = 0; j < size; j++) {
    unit.fill(0)[j] = scale[j]!;
    solveLu(factors, unit).forEach((value, i) => (rows[i]![j] = scale[i]! * value));
  }
  return rows.every((row) => row.every(Number.isFinite)) ? rows : null;
}

/** Wᵀ v. */
export function timesColumns({ columns }: CompactMatrix, v: Float64Array): Float64Array {
  return Float64Array.from(columns, (column) => dot(column, v));
}

/** M p. */
export function timesMiddle({ middle }: CompactMatrix, p: Float64Array): Float64Array {
  return Float64Array.from(middle, (row) => dot(row, p));
}

/** Row i of W. */
export function rowOf({ columns }: CompactMatrix, i: number): Float64Array {
  return Float64Array.from(columns, (column) => column[i]!);
}

/** vᵀ B v. */
export function curvatureAlong(matrix: CompactMatrix, v: Float64Array): number {
  const p = timesColumns(matrix, v);
  return matrix.theta * dot(v, v) - dot(p, timesMiddle(matrix, p));
}
