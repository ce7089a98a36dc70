/** The metric to begin with: the curvature of the log density where a chain starts. */
import type { Density } from "../dynamics/density.ts";
import { denseMetric, type DiagonalMetric, diagonalMetric, type Metric } from "../dynamics/metric.ts";
import type { MetricKind } from "./metric-estimate.ts";

/** Differences of the gradient are taken over this fraction of a coordinate's natural length. */
const DIFFERENCE = 2 ** -10;
/** Second differences of the density itself lose twice the digits: they are taken over more. */
const WIDE_DIFFERENCE = 2 ** -7;
/** Above so many coordinates the differences would cost as much as the warm-up: natural lengths have to do. */
const MOST_DIFFERENCES = 1000;
/** No standard deviation is guessed to be longer than this many natural lengths, nor below one part in this many. */
const LONGEST = 10;
const SHORTEST = 1e-12;

/** The metric of a covariance that is known, by rows and positive definite; without one, of the curvature at the start. */
export function firstMetric(
  density: Density,
  start: Float64Array,
  covariance: Float64Array | null,
  kind: MetricKind,
): Metric {
  if (covariance === null) return initialMetric(density, start);
  const n = start.length;
  const variances = start.map((_, i) => covariance[i * n + i]!);
  return (kind === "dense" ? denseMetric(covariance, n) : null) ?? diagonalMetric(variances);
}

/**
 * Variances guessed from the diagonal of the second derivatives, so that warm-up begins alike in all units; the natural
 * length of a coordinate, its size or 1, stands in where the curvature says nothing.
 */
export function initialMetric(density: Density, start: Float64Array): DiagonalMetric {
  const natural = start.map((value) => Math.max(Math.abs(value), 1));
  if (start.length > MOST_DIFFERENCES) return diagonalMetric(natural.map((length) => length * length));
  const at = (i: number, value: number): void => {
    density.positions.set(start);
    density.positions[i] = value;
    density.run();
  };
  const curvatureFromSlopes = (i: number, length: number): number => {
    const [low, high] = [start[i]! - DIFFERENCE * length, start[i]! + DIFFERENCE * length];
    at(i, high);
    const slope = density.gradients[i]!;
    at(i, low);
    return (density.gradients[i]! - slope) / (high - low);
  };
  const curvatureFromValues = (i: number, length: number): number => {
    const step = WIDE_DIFFERENCE * length;
    at(i, start[i]!);
    const middle = density.values[0]!;
    at(i, start[i]! + step);
    const high = density.values[0]!;
    at(i, start[i]! - step);
    return (2 * middle - high - density.values[0]!) / (step * step);
  };
  const curvature = density.gradients.length > 0 ? curvatureFromSlopes : curvatureFromValues;
  return diagonalMetric(
    natural.map((length, i) => {
      const along = curvature(i, length);
      const deviation = along > 0 ? 1 / Math.sqrt(along) : length;
      const held = Math.min(Math.max(deviation, SHORTEST * length), LONGEST * length);
      return held * held;
    }),
  );
}
