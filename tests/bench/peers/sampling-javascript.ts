/** The leapfrog step of a correlated normal density in plain JavaScript, its gradient written by hand. */
import type { Contender } from "../benchmark.ts";
import { inProcess } from "../measure.ts";
import type { LeapfrogStart } from "../sampling-leapfrog.ts";
import { precision } from "../sampling-problem.ts";

/** The same sums in the same order but for fused kernels: roundings alone. */
const TOLERANCE = 1e-12;

/** Steps from the start: values are those after all of them. */
export function javascriptSteps({ size: n, position, momentum, stepSize, steps }: LeapfrogStart): Contender {
  const matrix = precision(n);
  const gradient = (x: Float64Array, out: Float64Array): void => {
    for (let i = 0; i < n; i++) {
      let sum = 0;
      for (let j = 0; j < n; j++) sum += matrix[i * n + j]! * x[j]!;
      out[i] = -sum;
    }
  };
  const [q, p, g] = [new Float64Array(n), new Float64Array(n), new Float64Array(n)];
  const run = (): void => {
    q.set(position);
    p.set(momentum);
    gradient(q, g);
    for (let step = 0; step < steps; step++) {
      for (let i = 0; i < n; i++) {
        p[i] = p[i]! + 0.5 * stepSize * g[i]!;
        q[i] = q[i]! + stepSize * p[i]!;
      }
      gradient(q, g);
      for (let i = 0; i < n; i++) p[i] = p[i]! + 0.5 * stepSize * g[i]!;
    }
  };
  return inProcess(
    "plain JavaScript",
    TOLERANCE,
    () => {
      run();
      return { position: q.slice(), momentum: p.slice() };
    },
    run,
  );
}
