/** Singular values by one-sided Jacobi rotations: rows of B are turned in pairs until all are orthogonal. */

import { swapRows } from "./elimination.ts";
import { NEGLIGIBLE_SQUARE } from "./scaling.ts";
import { rotate } from "./symmetric-eigen.ts";

export const MOST_SWEEPS = 60;

export interface RowDecomposition {
  /** Descending. */
  readonly values: Float64Array;
  /** Z of Z B = diag(values) W, orthogonal, shape [n, n]. */
  readonly turns: Float64Array;
  /** W: orthonormal rows, shape [n, m]; B is overwritten with it. */
  readonly directions: Float64Array;
}

/** Relative to the lengths of both rows, what counts as orthogonal: rounding of an inner product of m terms. */
export const orthogonality = (m: number): number => 2 ** -52 * Math.sqrt(m);

/** B of shape [n, m], n <= m, elements around 1 at most. */
export function orthogonaliseRows(b: Float64Array, n: number, m: number): RowDecomposition {
  const tolerance = orthogonality(m);
  const [turns, squares] = [new Float64Array(n * n), new Float64Array(n)];
  for (let i = 0; i < n; i++) turns[i * n + i] = 1;
  const measure = (): void => {
    for (let i = 0; i < n; i++) squares[i] = innerProduct(b, i * m, i * m, m);
  };
  for (let sweep = 0; sweep < MOST_SWEEPS; sweep++) {
    let turned = false;
    measure();
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        const [alpha, beta] = [squares[p]!, squares[q]!];
        if (!(alpha > NEGLIGIBLE_SQUARE && beta > NEGLIGIBLE_SQUARE)) continue;
        const gamma = innerProduct(b, p * m, q * m, m);
        if (!(Math.abs(gamma) > tolerance * (Math.sqrt(alpha) * Math.sqrt(beta)))) continue;
        turned = true;
        // The smaller of the two angles that make the rows orthogonal.
        const zeta = (beta - alpha) / (2 * gamma);
        const root = Math.sqrt(1 + zeta * zeta);
        const tangent = 1 / (zeta + (zeta < 0 ? -root : root));
        const cosine = 1 / Math.sqrt(1 + tangent * tangent);
        const sine = cosine * tangent;
        rotate(b, p * m, q * m, m, cosine, sine);
        rotate(turns, p * n, q * n, n, cosine, sine);
        squares[p] = alpha - tangent * gamma;
        squares[q] = beta + tangent * gamma;
      }
    }
    if (!turned) break;
  }
  measure();
  for (let i = 0; i < n; i++) {
    let largest = i;
    for (let k = i + 1; k < n; k++) if (squares[k]! > squares[largest]!) largest = k;
    if (largest !== i) {
      swapRows(squares, 1, i, largest);
      swapRows(b, m, i, largest);
      swapRows(turns, n, i, largest);
    }
    if (squares[i]! > NEGLIGIBLE_SQUARE) {
      squares[i] = Math.sqrt(squares[i]!);
      for (let k = 0; k < m; k++) b[i * m + k]! /= squares[i]!;
    } else {
      squares[i] = 0;
      completeRow(b, i, m);
    }
  }
  return { values: squares, turns, directions: b };
}

/** Sums in the order of the compiled inner product, four at a time, so that both targets give the same bits. */
function innerProduct(data: Float64Array, x: number, y: number, count: number): number {
  const sums = [0, 0, 0, 0];
  const whole = count - (count % 4);
  for (let k = 0; k < whole; k++) sums[k % 4]! += data[x + k]! * data[y + k]!;
  let rest = 0;
  for (let k = whole; k < count; k++) rest += data[x + k]! * data[y + k]!;
  return sums[0]! + sums[2]! + (sums[1]! + sums[3]!) + rest;
}

/** Gives row i, of a zero singular value, a direction orthogonal to the rows before it: the first unit vector that has enough left. */
function completeRow(b: Float64Array, i: number, m: number): void {
  for (let step = 0; step < m; step++) {
    b.fill(0, i * m, (i + 1) * m);
    b[i * m + ((i + step) % m)] = 1;
    // Twice is enough: what rounding leaves after the first time goes with the second.
    for (let pass = 0; pass < 2; pass++) {
      for (let k = 0; k < i; k++) {
        const along = innerProduct(b, i * m, k * m, m);
        for (let j = 0; j < m; j++) b[i * m + j]! -= along * b[k * m + j]!;
      }
    }
    const square = innerProduct(b, i * m, i * m, m);
    // Of all unit vectors, one has at least (m - i) / m of its square left.
    if (square * (2 * m) < 1) continue;
    const length = Math.sqrt(square);
    for (let j = 0; j < m; j++) b[i * m + j]! /= length;
    return;
  }
}
