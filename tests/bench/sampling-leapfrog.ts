/** Leapfrog steps of Fluxion's samplers, as the no-U-turn sampler takes them. */
import { compileDensity } from "../../inference/sample/compile-density.ts";
import { diagonalMetric } from "../../inference/sample/dynamics/metric.ts";
import { leapfrog, phasePoint } from "../../inference/sample/dynamics/phase-point.ts";
import type { Contender } from "./benchmark.ts";
import { inProcess } from "./measure.ts";
import { correlatedNormal } from "./sampling-problem.ts";

/** Where steps begin. */
export interface LeapfrogStart {
  readonly size: number;
  readonly position: Float64Array;
  readonly momentum: Float64Array;
  readonly stepSize: number;
  /** Steps of one call; the first gradient comes on top. */
  readonly steps: number;
}

/** A start that is the same for everybody. */
export const leapfrogStart = (size: number, steps: number): LeapfrogStart => ({
  size,
  position: new Float64Array(size).map((_, i) => Math.sin(i + 1)),
  momentum: new Float64Array(size).map((_, i) => Math.cos(3 * i)),
  stepSize: 0.2,
  steps,
});

/** Compiled gradients, in place. */
export function fluxionSteps({ size, position, momentum, stepSize, steps }: LeapfrogStart): Contender {
  const needs = { gradient: true, count: 1 };
  const density = compileDensity(correlatedNormal(size), size, needs, undefined, "bench").density();
  const metric = diagonalMetric(new Float64Array(size).fill(1));
  const point = phasePoint(size);
  const run = (): void => {
    point.position.set(position);
    point.momentum.set(momentum);
    density.positions.set(position);
    density.run();
    point.gradient.set(density.gradients);
    for (let step = 0; step < steps; step++) leapfrog(density, metric, point, stepSize, point);
  };
  return inProcess(
    "fluxion",
    1e-12,
    () => {
      run();
      return { position: point.position.slice(), momentum: point.momentum.slice() };
    },
    run,
  );
}
