/** Cholesky factor of a dense positive definite matrix, in place, and the system it solves. */

/** Overwrites the lower triangle of a matrix [n, n], row by row, with its factor; false where it is not positive definite. */
export function factorise(matrix: Float64Array, n: number): boolean {
  for (let i = 0; i < n; i++) {
    const row = i * n;
    for (let j = 0; j <= i; j++) {
      const other = j * n;
      let [s0, s1] = [0, 0];
      let k = 0;
      for (; k + 1 < j; k += 2) {
        s0 += matrix[row + k]! * matrix[other + k]!;
        s1 += matrix[row + k + 1]! * matrix[other + k + 1]!;
      }
      if (k < j) s0 += matrix[row + k]! * matrix[other + k]!;
      const rest = matrix[row + j]! - (s0 + s1);
      if (i > j) matrix[row + j] = rest / matrix[other + j]!;
      else if (rest > 0) matrix[row + i] = Math.sqrt(rest);
      else return false;
    }
  }
  return true;
}

/** Solves L Lᵀ x = b in place. */
export function solveFactorised(factor: Float64Array, n: number, b: Float64Array): void {
  for (let i = 0; i < n; i++) {
    let sum = b[i]!;
    for (let k = 0; k < i; k++) sum -= factor[i * n + k]! * b[k]!;
    b[i] = sum / factor[i * n + i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    const x = b[i]! / factor[i * n + i]!;
    b[i] = x;
    for (let k = 0; k < i; k++) b[k] = b[k]! - factor[i * n + k]! * x;
  }
}
