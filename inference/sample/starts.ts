/** Starts: where the chains begin, scattered about one point as wide as the density there. */
import { ParameterError } from "../../src/errors/index.ts";
import { fold, type Key } from "../random.ts";
import { Stream } from "../random/stream.ts";
import { type Density, rowOf } from "./density.ts";
import { initialMetric } from "./initial-metric.ts";

/** So many tries to find a finite density before a chain begins at the point itself. */
const TRIES = 100;

/**
 * Points to start from, shape [chains, n]. The scatter is `spread` standard deviations as the curvature at the initial point
 * tells them.
 *
 * @throws ParameterError when the log density or its gradient is not finite at the initial point
 */
export function scatteredStarts(
  density: Density,
  initial: Float64Array,
  chains: number,
  spread: number,
  key: Key,
): Float64Array {
  const single = rowOf(density, 0);
  const isFinite = (position: Float64Array): boolean => {
    single.positions.set(position);
    single.run();
    return Number.isFinite(single.values[0]) && single.gradients.every(Number.isFinite);
  };
  if (!isFinite(initial)) {
    throw new ParameterError({
      where: "sample",
      path: "initial",
      expected: "parameters at which the log density and its gradient are finite",
      received: `log density ${single.values[0]}`,
      hint: "Start from a fit: minimize finds parameters that the data allow.",
    });
  }
  const { inverseMass } = initialMetric(single, initial);
  const starts = new Float64Array(chains * initial.length);
  for (let chain = 0; chain < chains; chain++) {
    const stream = new Stream(fold(key, chain));
    let position = initial;
    for (let trial = 0; trial < TRIES && spread > 0; trial++) {
      const tried = initial.map((value, i) => value + spread * Math.sqrt(inverseMass[i]!) * stream.normal());
      if (!isFinite(tried)) continue;
      position = tried;
      break;
    }
    starts.set(position, chain * initial.length);
  }
  return starts;
}
