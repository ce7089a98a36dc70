/** Dense Gaussian: mean and precision as a matrix, by its Cholesky factor. */
import { factorise } from "../../linear-algebra/dense-cholesky.ts";
import type { Gaussian } from "./gaussian.ts";

/**
 * The Gaussian with precision P = L Lᵀ, whose draws are mean + L⁻ᵀ z.
 *
 * @param precision  by rows, shape [n, n]
 * @returns  null when the precision is not positive definite
 */
export function gaussianOfPrecision(mean: Float64Array, precision: readonly Float64Array[]): Gaussian | null {
  const n = mean.length;
  const factor = new Float64Array(n * n);
  precision.forEach((row, i) => factor.set(row, i * n));
  if (!factorise(factor, n)) return null;
  let logDeterminant = 0;
  for (let i = 0; i < n; i++) logDeterminant -= 2 * Math.log(factor[i * n + i]!);
  return {
    mean,
    logDeterminant,
    colour: (z) => {
      const x = z.slice();
      for (let i = n - 1; i >= 0; i--) {
        x[i] = x[i]! / factor[i * n + i]!;
        for (let k = 0; k < i; k++) x[k] = x[k]! - factor[i * n + k]! * x[i]!;
      }
      return x;
    },
    whiten: (x) =>
      Float64Array.from({ length: n }, (_, k) => {
        let sum = 0;
        for (let i = k; i < n; i++) sum += factor[i * n + k]! * (x[i]! - mean[i]!);
        return sum;
      }),
  };
}
