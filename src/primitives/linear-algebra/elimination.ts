/** Gaussian elimination with partial pivoting: A[permutation] = L U in the place of A. */

export interface Elimination {
  /** Row i of L U is row permutation[i] of A. */
  readonly permutation: Int32Array;
  /** 1 after an even number of exchanges of rows, else -1. */
  readonly parity: number;
}

/** Replaces A, of shape [m, n], by U and, below the diagonal, by L without its unit diagonal. Below a pivot of zero all is zero, and L is. */
export function eliminate(a: Float64Array, m: number, n: number): Elimination {
  const permutation = Int32Array.from({ length: m }, (_, i) => i);
  let parity = 1;
  for (let k = 0; k < Math.min(m, n); k++) {
    let pivot = k;
    for (let i = k + 1; i < m; i++) if (Math.abs(a[i * n + k]!) > Math.abs(a[pivot * n + k]!)) pivot = i;
    if (pivot !== k) {
      swapRows(a, n, k, pivot);
      swapRows(permutation, 1, k, pivot);
      parity = -parity;
    }
    const diagonal = a[k * n + k]!;
    for (let i = k + 1; i < m; i++) {
      const factor = diagonal === 0 ? a[i * n + k]! : a[i * n + k]! / diagonal;
      a[i * n + k] = factor;
      for (let j = k + 1; j < n; j++) a[i * n + j]! -= factor * a[k * n + j]!;
    }
  }
  return { permutation, parity };
}

/** Exchanges two rows of `width` elements. */
export function swapRows(data: Float64Array | Int32Array, width: number, i: number, j: number): void {
  for (let k = 0; k < width; k++) {
    const kept = data[i * width + k]!;
    data[i * width + k] = data[j * width + k]!;
    data[j * width + k] = kept;
  }
}
