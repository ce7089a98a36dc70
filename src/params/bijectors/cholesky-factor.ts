/** Cholesky factor: lower triangular matrices with a positive diagonal. */
import { type Arr, array } from "../../array/index.ts";
import { exp, log, mul, sum, take, where } from "../../ops/index.ts";
import type { VectorBijector } from "./vector-bijector.ts";

/**
 * Lower triangular matrices L with a positive diagonal: the Cholesky factors of the positive definite matrices L Lᵀ. u counts the lower
 * triangle row by row, with the logarithm of the number in the place of each on the diagonal; u = 0 is the unit matrix. Unit of L: that
 * of the leaf; of u: the same, and its logarithm on the diagonal.
 *
 * @example
 * ```ts
 * import { array, bijectors } from "fluxion";
 * console.log(bijectors.choleskyFactor.forward(array([0, -3, 0])).toNested()); // → [ [ 1, 0 ], [ -3, 1 ] ]
 * ```
 * @see Pinheiro & Bates (1996), Unconstrained parametrizations for variance-covariance matrices, Statistics and Computing 6, 289
 */
export const choleskyFactor: VectorBijector = {
  name: "choleskyFactor",
  rank: 2,
  shortest: 1,
  coordinates: ([length]) => lowerTriangle(length!),
  forward: (u) => {
    const length = factorLength(u);
    const positions = new Int32Array(length * length);
    const kinds = new Float64Array(length * length);
    lowerTriangle(length).forEach((position, k) => {
      positions[position] = k;
      kinds[position] = position % (length + 1) === 0 ? 2 : 1;
    });
    const filled = take(u, array(positions), -1).reshape(...u.shape.slice(0, -1), length, length);
    const kind = array(kinds, { shape: [length, length] });
    const isDiagonal = kind.greater(1);
    // Exponentials of the numbers on the diagonal alone: one of a large number beside it would be infinite.
    return where(isDiagonal, exp(where(isDiagonal, filled, 0)), mul(filled, kind.greater(0)));
  },
  inverse: (x) => {
    const length = x.shape.at(-1)!;
    const values = inLowerTriangle(x, length);
    const isDiagonal = diagonalMask(length).greater(0);
    return where(isDiagonal, log(where(isDiagonal, values, 1)), values);
  },
  // A diagonal Jacobian: exp(u) for each number on the diagonal, 1 beside it.
  logDetJacobian: (u) => alongDiagonal(u, () => 1),
  complaint: (x) => {
    const length = Math.sqrt(x.length);
    const rows = Array.from({ length }, (_, i) => x.subarray(i * length, (i + 1) * length));
    const fits = rows.every((row, i) => row[i]! > 0 && row.subarray(i + 1).every((value) => value === 0));
    return fits ? null : "a lower triangular matrix with a positive diagonal";
  },
};

/** Positions in the lower triangle of a square matrix, row by row, with the diagonal. */
export function lowerTriangle(length: number): readonly number[] {
  return Array.from({ length }, (_, i) => Array.from({ length: i + 1 }, (__, j) => i * length + j)).flat();
}

/** n of the n (n + 1) / 2 numbers of a lower triangle. */
export function factorLength(u: Arr): number {
  return Math.round((Math.sqrt(1 + 8 * u.shape.at(-1)!) - 1) / 2);
}

/** Σ weight(i, n) u_ii over the diagonal of n rows. */
export function alongDiagonal(u: Arr, weightOf: (row: number, length: number) => number): Arr {
  const length = factorLength(u);
  const weights = new Float64Array(u.shape.at(-1)!);
  for (let i = 0; i < length; i++) weights[lastOfRow(i)] = weightOf(i, length);
  return sum(mul(u, array(weights)), -1);
}

/** The components in the lower triangle: shape [..., n, n] -> [..., m]. */
function inLowerTriangle(x: Arr, length: number): Arr {
  const flat = x.reshape(...x.shape.slice(0, -2), length * length);
  return take(flat, array(lowerTriangle(length), { dtype: "i32" }), -1);
}

/** 1 where a number of u stands on the diagonal, 0 elsewhere. */
function diagonalMask(length: number): Arr {
  const mask = new Float64Array((length * (length + 1)) / 2);
  for (let i = 0; i < length; i++) mask[lastOfRow(i)] = 1;
  return array(mask);
}

/** The position in u of the number on the diagonal, where a row of the triangle ends. */
function lastOfRow(row: number): number {
  return (row * (row + 3)) / 2;
}
