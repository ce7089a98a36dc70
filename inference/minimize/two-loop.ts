/** Two-loop recursion: the minimum of the limited-memory BFGS model where no bound is in the way. */
import { dot } from "../linear-algebra/vectors.ts";
import type { SecantPair } from "./compact-matrix.ts";

/**
 * -B⁻¹ g for the matrix of the pairs over theta I, without forming it.
 *
 * @see Nocedal (1980), Updating quasi-Newton matrices with limited storage
 */
export function newtonStep(pairs: readonly SecantPair[], theta: number, gradient: Float64Array): Float64Array {
  const step = gradient.map((slope) => -slope);
  const weights = new Float64Array(pairs.length);
  const curvatures = new Float64Array(pairs.length);
  for (let k = pairs.length - 1; k >= 0; k--) {
    const { s, y } = pairs[k]!;
    const curvature = dot(s, y);
    curvatures[k] = curvature;
    const weight = dot(s, step) / curvature;
    weights[k] = weight;
    for (let i = 0; i < step.length; i++) step[i] = step[i]! - weight * y[i]!;
  }
  for (let i = 0; i < step.length; i++) step[i] = step[i]! / theta;
  for (let k = 0; k < pairs.length; k++) {
    const { s, y } = pairs[k]!;
    const weight = weights[k]! - dot(y, step) / curvatures[k]!;
    for (let i = 0; i < step.length; i++) step[i] = step[i]! + weight * s[i]!;
  }
  return step;
}
