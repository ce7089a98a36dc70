/** Correlation: Cholesky factors of correlation matrices, by partial correlations. */
import { type Arr, array, eye } from "../../array/index.ts";
import { cumsum, div, exp, log1p, mul, softplus, sqrt, square, sub, sum, take } from "../../ops/index.ts";
import type { VectorBijector } from "./vector-bijector.ts";

/** Rows of a factor may miss a length of one by this much, squared, and be meant to have it. */
const lengthTolerance = 1e-8;

/**
 * Lower triangular matrices L with rows of length one and a positive diagonal: the Cholesky factors of the correlation matrices
 * L Lᵀ. Each u is the Fisher transform of a partial correlation z = tanh(u), row by row below the diagonal; u = 0 is the unit
 * matrix. Without unit.
 *
 * @example
 * ```ts
 * import { array, bijectors } from "fluxion";
 * const factor = bijectors.correlation.forward(array([Math.atanh(0.6)]));
 * console.log(Array.from(factor.toArray(), (x) => x.toFixed(2)).join(" ")); // → 1.00 0.00 0.60 0.80
 * ```
 * @see Lewandowski, Kurowicka & Joe (2009), J. Multivar. Anal. 100, 1989; Stan Reference Manual, "Cholesky factors of correlation
 *      matrices"
 */
export const correlation: VectorBijector = {
  name: "correlation",
  rank: 2,
  shortest: 2,
  coordinates: ([length]) => belowDiagonal(length!),
  // L_ij = z_ij times what the columns before it leave of the length of row i, √∏(1 - z_ik²) over k < j; z_ii = 1.
  forward: (u) => {
    const { partial, left } = rowsOf(u);
    return mul(partial, exp(left));
  },
  // z_ij = L_ij / √(1 - Σ L_ik²) over k < j; atanh(z) = log((1 + z)/(1 - z)) / 2.
  inverse: (x) => {
    const length = x.shape.at(-1)!;
    const before = sub(cumsum(square(x), -1), square(x));
    const partial = div(picked(x, length), sqrt(sub(1, picked(before, length))));
    return sub(log1p(partial), log1p(partial.neg())).mul(0.5);
  },
  // dL_ij/du_ij = (1 - z_ij²) √∏(1 - z_ik²) over k < j, and L_ij does not depend on later u: a triangular matrix.
  logDetJacobian: (u) => {
    const length = lengthOf(u);
    const { halfLogRest, left } = rowsOf(u);
    return sum(picked(halfLogRest, length).mul(2).add(picked(left, length)), -1);
  },
  complaint: (x) => {
    const length = Math.sqrt(x.length);
    const rows = Array.from({ length }, (_, i) => x.subarray(i * length, (i + 1) * length));
    const fits = rows.every((row, i) => {
      const squared = row.reduce((total, value) => total + value * value, 0);
      return (
        row[i]! > 0 && row.subarray(i + 1).every((value) => value === 0) && Math.abs(squared - 1) <= lengthTolerance
      );
    });
    return fits ? null : "a lower triangular matrix with rows of length 1 and a positive diagonal";
  },
};

/** Positions below the diagonal of a square matrix, row by row. */
function belowDiagonal(length: number): readonly number[] {
  return Array.from({ length }, (_, i) => Array.from({ length: i }, (__, j) => i * length + j)).flat();
}

/** n of the n (n - 1) / 2 numbers below a diagonal. */
function lengthOf(u: Arr): number {
  return Math.round((1 + Math.sqrt(1 + 8 * u.shape.at(-1)!)) / 2);
}

/** The components below the diagonal: shape [..., n, n] -> [..., m]. */
function picked(x: Arr, length: number): Arr {
  const flat = x.reshape(...x.shape.slice(0, -2), length * length);
  return take(flat, array(belowDiagonal(length), { dtype: "i32" }), -1);
}

/**
 * Partial correlations as a matrix with ones on its diagonal, log √(1 - z²) of each, and the logarithm of the length that is left
 * before each; zero where nothing is below.
 */
function rowsOf(u: Arr): { readonly partial: Arr; readonly halfLogRest: Arr; readonly left: Arr } {
  const length = lengthOf(u);
  const positions = new Int32Array(length * length);
  const mask = new Float64Array(length * length);
  belowDiagonal(length).forEach((position, k) => {
    positions[position] = k;
    mask[position] = 1;
  });
  const below = array(mask, { shape: [length, length] });
  const filled = take(u, array(positions), -1).reshape(...u.shape.slice(0, -1), length, length);
  const z = mul(filled.tanh(), below);
  // log √(1 - tanh² u) = -log cosh u = log 2 + u - log(1 + exp(2 u))
  const halfLogRest = mul(filled.add(Math.LN2).sub(softplus(filled.mul(2))), below);
  return { partial: z.add(eye(length)), halfLogRest, left: cumsum(halfLogRest, -1).sub(halfLogRest) };
}
