/** Square matrices given by rows, as arrays. */
import { array, type Arr } from "../../src/index.ts";

/** The array of shape [n, n] with these rows. */
export function squareMatrix(rows: readonly Float64Array[]): Arr {
  const n = rows.length;
  const numbers = new Float64Array(n * n);
  rows.forEach((row, i) => {
    numbers.set(row, i * n);
  });
  return array(numbers, { shape: [n, n] });
}

/** The rows of an array of shape [m, n]. */
export function rowsOf(matrix: Arr): Float64Array[] {
  const [m = 0, n = 0] = matrix.shape;
  const numbers = Float64Array.from(matrix.toArray());
  return Array.from({ length: m }, (_, i) => numbers.slice(i * n, (i + 1) * n));
}
