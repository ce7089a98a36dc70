/** Two-loop recursion: the minimum of the limited-memory BFGS model where no bound is in the way. */
import type { SecantMemory } from "./secant-pairs.ts";

/**
 * -B⁻¹ g for the matrix of the pairs over theta I, without forming it. Sums are taken in several parts, none of which waits
 * for another.
 *
 * @see Nocedal (1980), Updating quasi-Newton matrices with limited storage
 */
export function newtonStep({ pairs, sy }: SecantMemory, theta: number, gradient: Float64Array): Float64Array {
  const n = gradient.length;
  const step = new Float64Array(n);
  for (let i = 0; i < n; i++) step[i] = -gradient[i]!;
  const weights = new Float64Array(pairs.length);
  const m = pairs.length;
  for (let k = pairs.length - 1; k >= 0; k--) {
    const { s, y } = pairs[k]!;
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    let i = 0;
    for (; i + 3 < n; i += 4) {
      a += s[i]! * step[i]!;
      b += s[i + 1]! * step[i + 1]!;
      c += s[i + 2]! * step[i + 2]!;
      d += s[i + 3]! * step[i + 3]!;
    }
    for (; i < n; i++) a += s[i]! * step[i]!;
    const weight = (a + b + (c + d)) / sy[k * m + k]!;
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
    const weight = weights[k]! - (a + b + (c + d)) / sy[k * m + k]!;
    for (i = 0; i < n; i++) step[i] = step[i]! + weight * s[i]!;
  }
  return step;
}
