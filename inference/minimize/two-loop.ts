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
  for (let k = pairs.length - 1; k >= 0; k--) {
    const { s, y } = pairs[k]!;
    const weight = dot(s, step) / dot(s, y);
    weights[k] = weight;
    for (let i = 0; i < step.length; i++) step[i] = step[i]! - weight * y[i]!;
  }
  for (let i = 0; i < step.length; i++) step[i] = step[i]! / theta;
  pairs.forEach(({ s, y }, k) => {
    const weight = weights[k]! - dot(y, step) / dot(s, y);
    for (let i = 0; i < step.length; i++) step[i] = step[i]! + weight * s[i]!;
  });
  return step;
}
