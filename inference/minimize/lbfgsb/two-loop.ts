/** Two-loop recursion: the minimum of the limited-memory BFGS model where no bound is in the way. */
import type { SecantPair } from "./compact-matrix.ts";

/**
 * -B⁻¹ g for the matrix of the pairs over theta I, without forming it. Sums are taken in several parts, none of which waits
 * for another.
 *
 * @see Nocedal (1980), Updating quasi-Newton matrices with limited storage
 */
export function newtonStep(pairs: readonly SecantPair[], theta: number, gradient: Float64Array): Float64Array {
  const n = gradient.length;
  const step = new Float64Array(n);
  for (let i = 0; i < n; i++) step[i] = -gradient[i]!;
  const weights = new Float64Array(pairs.length);
  const curvatures = new Float64Array(pairs.length);
  for (let k = pairs.length - 1; k >= 0; k--) {
    const { s, y } = pairs[k]!;
    let curvature = 0;
    let otherCurvature = 0;
    let along = 0;
    let otherAlong = 0;
    let i = 0;
    for (; i + 1 < n; i += 2) {
      const first = s[i]!;
      const second = s[i + 1]!;
      curvature += first * y[i]!;
      otherCurvature += second * y[i + 1]!;
      along += first * step[i]!;
      otherAlong += second * step[i + 1]!;
    }
    if (i < n) {
      curvature += s[i]! * y[i]!;
      along += s[i]! * step[i]!;
    }
    curvature += otherCurvature;
    curvatures[k] = curvature;
    const weight = (along + otherAlong) / curvature;
    weights[k] = weight;
    for (i = 0; i < n; i++) step[i] = step[i]! - weight * y[i]!;
  }
  for (let i = 0; i < n; i++) step[i] = step[i]! / theta;
  for (let k = 0; k < pairs.length; k++) {
    const { s, y } = pairs[k]!;
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    let i = 0;
    for (; i + 3 < n; i += 4) {
      a += y[i]! * step[i]!;
      b += y[i + 1]! * step[i + 1]!;
      c += y[i + 2]! * step[i + 2]!;
      d += y[i + 3]! * step[i + 3]!;
    }
    for (; i < n; i++) a += y[i]! * step[i]!;
    const weight = weights[k]! - (a + b + (c + d)) / curvatures[k]!;
    for (i = 0; i < n; i++) step[i] = step[i]! + weight * s[i]!;
  }
  return step;
}
