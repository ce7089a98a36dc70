/** Damped solution: the minimum of a triangular linear problem with damping, by reflections that keep to the triangles. */
import { isExactSquare, norm } from "../../linear-algebra/vectors.ts";

/**
 * The d that minimises || R d + c ||² + damping || z + d ||². Each reflection meets one row of R and the rows of the damping
 * that earlier ones have filled, so all take n³ / 3 multiplications, about as many as the rest of a step.
 *
 * @param rows  rows of R, upper triangular, shape [n, n]
 * @param residual  c, shape [n]
 * @param z  where the coordinates stand, shape [n]
 * @param damping  positive
 * @see Moré (1978), The Levenberg-Marquardt algorithm: implementation and theory
 */
export function dampedSolution(
  rows: readonly Float64Array[],
  residual: Float64Array,
  z: Float64Array,
  damping: number,
): Float64Array {
  const n = rows.length;
  const root = Math.sqrt(damping);
  /** R by rows, then its reflection. */
  const upper = new Float64Array(n * n);
  /** The damping's rows, by columns. */
  const lower = new Float64Array(n * n);
  const right = new Float64Array(n);
  const lowerRight = new Float64Array(n);
  for (let k = 0; k < n; k++) {
    const row = rows[k]!;
    for (let j = k; j < n; j++) upper[k * n + j] = row[j]!;
    lower[k * n + k] = root;
    right[k] = residual[k]!;
    lowerRight[k] = root * z[k]!;
  }
  for (let k = 0; k < n; k++) {
    const at = k * n;
    const first = upper[at + k]!;
    let square = first * first;
    for (let i = 0; i <= k; i++) square += lower[at + i]! * lower[at + i]!;
    const length = isExactSquare(square) ? Math.sqrt(square) : lengthBeyond(first, lower.subarray(at, at + k + 1));
    // H = I - v vᵀ / |v_0|, v = x / |x| ± e_0 with the sign that avoids cancellation.
    for (let i = 0; i <= k; i++) lower[at + i] = lower[at + i]! / length;
    const pivot = first / length + (first < 0 ? -1 : 1);
    const size = Math.abs(pivot);
    upper[at + k] = first < 0 ? length : -length;
    for (let j = k + 1; j < n; j++) {
      let along = pivot * upper[at + j]!;
      for (let i = 0; i <= k; i++) along += lower[at + i]! * lower[j * n + i]!;
      const factor = along / size;
      upper[at + j] = upper[at + j]! - factor * pivot;
      for (let i = 0; i <= k; i++) lower[j * n + i] = lower[j * n + i]! - factor * lower[at + i]!;
    }
    let along = pivot * right[k]!;
    for (let i = 0; i <= k; i++) along += lower[at + i]! * lowerRight[i]!;
    const factor = along / size;
    right[k] = right[k]! - factor * pivot;
    for (let i = 0; i <= k; i++) lowerRight[i] = lowerRight[i]! - factor * lower[at + i]!;
  }
  const solution = new Float64Array(n);
  for (let k = n - 1; k >= 0; k--) {
    let rest = -right[k]!;
    for (let j = k + 1; j < n; j++) rest -= upper[k * n + j]! * solution[j]!;
    solution[k] = rest / upper[k * n + k]!;
  }
  return solution;
}

/** Length of a vector whose squares leave the range of numbers. */
function lengthBeyond(first: number, others: Float64Array): number {
  return norm(Float64Array.of(first, ...others));
}
