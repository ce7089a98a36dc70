/** Positive definite matrices, by the logarithms of the diagonals of their Cholesky factors. */
import { cholesky, matMul, swapAxes } from "../../ops/index.ts";
import { alongDiagonal, choleskyFactor, factorLength, lowerTriangle } from "./cholesky-factor.ts";
import type { VectorBijector } from "./vector-bijector.ts";

/** Mirrored entries may differ by this much of the diagonal and be meant to be equal. */
const symmetryTolerance = 1e-8;

/**
 * Symmetric positive definite matrices x = L Lᵀ: covariances, precisions. u is that of `choleskyFactor`; u = 0 is the unit matrix. A
 * density counts each of the numbers of the lower triangle once. Unit of x: that of the leaf, of u: its square root.
 *
 * @example
 * ```ts
 * import { array, bijectors } from "fluxion";
 * console.log(bijectors.positiveDefinite.forward(array([0, -3, 0])).toNested()); // → [ [ 1, -3 ], [ -3, 10 ] ]
 * ```
 * @see Pinheiro & Bates (1996), Statistics and Computing 6, 289; Stan Reference Manual, "Covariance matrices"
 */
export const positiveDefinite: VectorBijector = {
  name: "positiveDefinite",
  rank: 2,
  shortest: 1,
  coordinates: ([length]) => lowerTriangle(length!),
  forward: (u) => {
    const factor = choleskyFactor.forward(u);
    return matMul(factor, swapAxes(factor, -1, -2));
  },
  inverse: (x) => choleskyFactor.inverse(cholesky(x)),
  // |dx/dL| = 2^n ∏ L_ii^(n - i) over i = 0, 1, ..., n - 1, and |dL/du| = ∏ L_ii.
  logDetJacobian: (u) => alongDiagonal(u, (row, length) => length - row + 1).add(factorLength(u) * Math.LN2),
  complaint: (x) => (isPositiveDefinite(x) ? null : "a symmetric positive definite matrix"),
};

/** Whether a matrix in row-major order is symmetric and has a Cholesky factor. */
function isPositiveDefinite(x: Float64Array): boolean {
  const length = Math.sqrt(x.length);
  const factor = new Float64Array(x.length);
  for (let i = 0; i < length; i++) {
    for (let j = 0; j <= i; j++) {
      const difference = Math.abs(x[i * length + j]! - x[j * length + i]!);
      if (difference > symmetryTolerance * Math.max(Math.abs(x[i * length + i]!), Math.abs(x[j * length + j]!)))
        return false;
      let rest = x[i * length + j]!;
      for (let k = 0; k < j; k++) rest -= factor[i * length + k]! * factor[j * length + k]!;
      if (i === j && !(rest > 0)) return false;
      factor[i * length + j] = i === j ? Math.sqrt(rest) : rest / factor[j * length + j]!;
    }
  }
  return true;
}
