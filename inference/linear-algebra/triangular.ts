/** Triangular systems, given by the rows of an upper triangle. */

/** The solution of R x = b. */
export function solveUpper(rows: readonly Float64Array[], right: Float64Array): Float64Array {
  const n = rows.length;
  const x = right.slice();
  for (let i = n - 1; i >= 0; i--) {
    const row = rows[i]!;
    let rest = x[i]!;
    for (let j = i + 1; j < n; j++) rest -= row[j]! * x[j]!;
    x[i] = rest / row[i]!;
  }
  return x;
}

/**
 * A lower estimate of the smallest singular value over the largest, 1 / (|R| |R⁻¹|) in Frobenius norms: it is too small by a
 * factor of at most the order. Zero where R is singular.
 */
export function reciprocalCondition(rows: readonly Float64Array[]): number {
  const n = rows.length;
  let size = 0;
  let inverseSize = 0;
  const column = new Float64Array(n);
  for (let j = 0; j < n; j++) {
    if (rows[j]![j] === 0) return 0;
    // Column j of the inverse, by substitution from its diagonal up.
    column[j] = 1 / rows[j]![j]!;
    inverseSize += column[j]! * column[j]!;
    for (let i = j - 1; i >= 0; i--) {
      const row = rows[i]!;
      let rest = 0;
      for (let k = i + 1; k <= j; k++) rest -= row[k]! * column[k]!;
      column[i] = rest / row[i]!;
      inverseSize += column[i]! * column[i]!;
    }
    for (let k = j; k < n; k++) size += rows[j]![k]! * rows[j]![k]!;
  }
  const reciprocal = 1 / Math.sqrt(size * inverseSize);
  return Number.isFinite(reciprocal) ? reciprocal : 0;
}
