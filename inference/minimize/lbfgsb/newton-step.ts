/** Newton step: the minimum of the limited-memory BFGS model where no bound is in the way. */
import { addWeighted, dotsOf } from "./columns.ts";
import type { SecantMemory } from "./secant-pairs.ts";

/**
 * -B⁻¹ g for the matrix of the pairs over theta I, by its compact inverse: with R the part of SᵀY on and above its diagonal D,
 * u = R⁻¹Sᵀg and a = R⁻ᵀ((D + YᵀY / theta) u - Yᵀg / theta), it is -(g + S theta a - Y u) / theta. Two passes over the pairs.
 *
 * @see Byrd, Nocedal & Schnabel (1994), Representations of quasi-Newton matrices, eq. 3.1
 */
export function newtonStep({ pairs, sy, yy }: SecantMemory, theta: number, gradient: Float64Array): Float64Array {
  const m = pairs.length;
  const steps = pairs.map(({ s }) => s);
  const changes = pairs.map(({ y }) => y);
  const along = dotsOf([...steps, ...changes], gradient);
  const u = new Float64Array(m);
  for (let i = m - 1; i >= 0; i--) {
    let rest = along[i]!;
    for (let j = i + 1; j < m; j++) rest -= sy[i * m + j]! * u[j]!;
    u[i] = rest / sy[i * m + i]!;
  }
  const weights = new Float64Array(2 * m);
  for (let i = 0; i < m; i++) {
    let rest = sy[i * m + i]! * u[i]! - along[m + i]! / theta;
    for (let j = 0; j < m; j++) rest += (yy[i * m + j]! / theta) * u[j]!;
    for (let j = 0; j < i; j++) rest += sy[j * m + i]! * weights[j]!;
    // The weights are those of -S a: a with its sign turned.
    weights[i] = -rest / sy[i * m + i]!;
    weights[m + i] = u[i]! / theta;
  }
  const step = new Float64Array(gradient.length);
  for (let i = 0; i < step.length; i++) step[i] = -gradient[i]! / theta;
  addWeighted([...steps, ...changes], weights, step);
  return step;
}
