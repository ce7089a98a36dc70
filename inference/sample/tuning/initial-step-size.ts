/** The step size to begin with: doubled or halved until a single leapfrog step is about as good as it should be. */
import { hostLog, type Stream } from "../../../src/internal.ts";
import type { Density } from "../dynamics/density.ts";
import { drawMomentum, type Metric, velocityOf } from "../dynamics/metric.ts";
import { energyOf, leapfrog, type PhasePoint, phasePoint } from "../dynamics/phase-point.ts";

/** A step is good if its energy error would be accepted with this probability. */
const GOOD = hostLog(0.8);
/** A density that is the same everywhere, or nowhere finite, must not keep the search going. */
const MOST_TRIALS = 60;

/**
 * Searches from `stepSize`, with a fresh momentum for each trial.
 *
 * @param from  position, gradient and log density at the start; left as they are
 * @see Hoffman & Gelman (2014), algorithm 4
 */
export function initialStepSize(
  density: Density,
  metric: Metric,
  from: Pick<PhasePoint, "position" | "gradient" | "logDensity">,
  stepSize: number,
  stream: Stream,
): number {
  const start = phasePoint(density.size);
  start.position.set(from.position);
  start.gradient.set(from.gradient);
  start.logDensity = from.logDensity;
  const moved = phasePoint(density.size);
  const isGood = (size: number): boolean => {
    drawMomentum(metric, stream, start.momentum);
    velocityOf(metric, start.momentum, start.velocity);
    leapfrog(density, metric, start, size, moved);
    return energyOf(start) - energyOf(moved) > GOOD;
  };
  const grows = isGood(stepSize);
  let size = stepSize;
  for (let trial = 0; trial < MOST_TRIALS; trial++) {
    size *= grows ? 2 : 0.5;
    if (isGood(size) !== grows) break;
  }
  return size;
}
