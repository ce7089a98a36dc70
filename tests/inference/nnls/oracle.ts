/** The oracle of non-negative least squares: all sets of non-zero unknowns, tried one by one. */

/** A problem with a matrix [m, n], row by row. */
export interface DenseProblem {
  readonly m: number;
  readonly n: number;
  readonly matrix: Float64Array;
  readonly target: Float64Array;
}

/** The least || A x - b ||² over x >= 0: the best of the least squares over all 2ⁿ sets that are not negative. */
export function exhaustive({ m, n, matrix, target }: DenseProblem): {
  readonly x: Float64Array;
  readonly misfit: number;
} {
  let best = { x: new Float64Array(n), misfit: target.reduce((sum, value) => sum + value * value, 0) };
  for (let set = 1; set < 2 ** n; set++) {
    const chosen = Array.from({ length: n }, (_, j) => j).filter((j) => (set & (1 << j)) !== 0);
    const part = leastSquares(m, n, matrix, target, chosen);
    if (part === null || part.some((value) => value < 0)) continue;
    const x = new Float64Array(n);
    chosen.forEach((j, k) => (x[j] = part[k]!));
    let misfit = 0;
    for (let i = 0; i < m; i++) {
      let left = -target[i]!;
      for (let j = 0; j < n; j++) left += matrix[i * n + j]! * x[j]!;
      misfit += left * left;
    }
    if (misfit < best.misfit) best = { x, misfit };
  }
  return best;
}

/** Least squares over some columns by modified Gram-Schmidt; null where they are dependent. */
function leastSquares(
  m: number,
  n: number,
  matrix: Float64Array,
  target: Float64Array,
  chosen: readonly number[],
): Float64Array | null {
  const columns = chosen.map((j) => Float64Array.from({ length: m }, (_, i) => matrix[i * n + j]!));
  const right = target.slice();
  const size = columns.map((column) => Math.hypot(...column));
  const triangle = columns.map(() => new Float64Array(columns.length));
  const along = new Float64Array(columns.length);
  const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
  for (const [k, column] of columns.entries()) {
    const length = Math.hypot(...column);
    if (length < 1e-10 * size[k]!) return null;
    triangle[k]![k] = length;
    column.forEach((value, i) => (column[i] = value / length));
    for (let l = k + 1; l < columns.length; l++) {
      const part = dot(column, columns[l]!);
      triangle[k]![l] = part;
      columns[l]!.forEach((value, i) => (columns[l]![i] = value - part * column[i]!));
    }
    along[k] = dot(column, right);
    right.forEach((value, i) => (right[i] = value - along[k]! * column[i]!));
  }
  for (let k = columns.length - 1; k >= 0; k--) {
    for (let l = k + 1; l < columns.length; l++) along[k] = along[k]! - triangle[k]![l]! * along[l]!;
    along[k] = along[k]! / triangle[k]![k]!;
  }
  return along;
}
