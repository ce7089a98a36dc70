/** Compact form of the limited-memory BFGS matrix: B = theta I - W M Wᵀ, from a few pairs of steps and gradient changes. */
import { inverse, Matrix } from "ml-matrix";
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
  const inverted = Matrix.zeros(2 * m, 2 * m);
  pairs.forEach(({ s }, i) => {
    pairs.forEach((other, j) => {
      inverted.set(m + i, m + j, theta * dot(s, other.s));
      const sy = i >= j ? dot(s, other.y) : 0;
      if (i === j) inverted.set(i, i, -sy);
      else if (i > j) {
        inverted.set(m + i, j, sy);
        inverted.set(j, m + i, sy);
      }
    });
  });
  const middle = inverseScaled(inverted);
  if (middle === null) return null;
  return { theta, columns: [...pairs.map(({ y }) => y), ...pairs.map(({ s }) => s.map((x) => theta * x))], middle };
}

/** The inverse of a symmetric matrix, its rows and columns first brought to like size; null when it has none. */
function inverseScaled(matrix: Matrix): readonly Float64Array[] | null {
  const size = matrix.rows;
  const scale = Float64Array.from({ length: size }, (_, i) => 1 / Math.sqrt(Math.abs(matrix.get(i, i))));
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) matrix.set(i, j, matrix.get(i, j) * scale[i]! * scale[j]!);
  }
  try {
    const result = inverse(matrix);
    const rows = Array.from(scale, (own, i) => scale.map((x, j) => own * x * result.get(i, j)));
    return rows.every((row) => row.every(Number.isFinite)) ? rows : null;
  } catch {
    return null; // singular to the last bit
  }
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
