/** LU factors of a dense square matrix with row exchanges, in place, and the systems they solve. */

/** P A = L U: U on and above the diagonal, L below it, ones on its own. */
export interface LuFactors {
  /** Row by row, shape [n, n]. */
  readonly numbers: Float64Array;
  /** Row of A that stands in each row. */
  readonly order: Int32Array;
}

/** Overwrites a matrix [n, n], row by row, with its factors; null where a pivot is zero or no number. */
export function factoriseLu(matrix: Float64Array, n: number): LuFactors | null {
  const order = Int32Array.from({ length: n }, (_, i) => i);
  for (let k = 0; k < n; k++) {
    let best = k;
    for (let i = k + 1; i < n; i++) if (Math.abs(matrix[i * n + k]!) > Math.abs(matrix[best * n + k]!)) best = i;
    const pivot = matrix[best * n + k]!;
    if (!(Math.abs(pivot) > 0)) return null;
    if (best !== k) {
      [order[k], order[best]] = [order[best]!, order[k]!];
      for (let j = 0; j < n; j++) {
        [matrix[k * n + j], matrix[best * n + j]] = [matrix[best * n + j]!, matrix[k * n + j]!];
      }
    }
    for (let i = k + 1; i < n; i++) {
      const factor = matrix[i * n + k]! / pivot;
      matrix[i * n + k] = factor;
      if (factor === 0) continue;
      for (let j = k + 1; j < n; j++) matrix[i * n + j] = matrix[i * n + j]! - factor * matrix[k * n + j]!;
    }
  }
  return { numbers: matrix, order };
}

/** The solution of A x = b. */
export function solveLu({ numbers, order }: LuFactors, right: ArrayLike<number>): Float64Array {
  const n = order.length;
  const x = Float64Array.from(order, (i) => right[i]!);
  for (let i = 1; i < n; i++) {
    let rest = x[i]!;
    for (let k = 0; k < i; k++) rest -= numbers[i * n + k]! * x[k]!;
    x[i] = rest;
  }
  for (let i = n - 1; i >= 0; i--) {
    let rest = x[i]!;
    for (let k = i + 1; k < n; k++) rest -= numbers[i * n + k]! * x[k]!;
    x[i] = rest / numbers[i * n + i]!;
  }
  return x;
}
