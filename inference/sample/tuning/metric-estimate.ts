/** Estimates of a metric from the draws of a window and the gradients there. */
import { denseMetric, diagonalMetric, type Metric, variancesOf } from "../dynamics/metric.ts";
import { covarianceOf, type Moments } from "./moments.ts";

/**
 * How the inverse mass matrix is learnt. "diagonal": the variances of the draws. "dense": their covariances. "fisher": a
 * diagonal, the standard deviations of the draws over those of the gradients, which minimises the Fisher divergence between
 * the target and the normal distribution that the metric stands for; it needs fewer draws, for in a normal distribution
 * that has no correlations any two of them tell it exactly.
 *
 * @see Seyboldt, Carlson & Carpenter (2024), Preconditioning Hamiltonian Monte Carlo by minimizing Fisher divergence
 */
export type MetricKind = "diagonal" | "dense" | "fisher";

/** Estimates shrink towards this fraction of the metric before, as if it had been seen ... */
const SHRUNKEN = 1e-3;
/** ... in so many draws. */
const PRIOR_DRAWS = 5;

/** Correlations are believed from this many draws a coordinate on; before, a covariance is nearly singular. */
const FEWEST_DRAWS = 2;

/** The metric that follows from a window, or the one before where the window says nothing. */
export function estimatedMetric(kind: MetricKind, draws: Moments, gradients: Moments, before: Metric): Metric {
  const n = draws.mean.length;
  if (draws.count < 3) return before;
  const previous = variancesOf(before, n);
  if (kind === "fisher") return fisherMetric(draws, gradients, previous);
  const share = draws.count / (draws.count + PRIOR_DRAWS);
  const floor = previous.map((variance) => (1 - share) * SHRUNKEN * variance);
  const estimate = covarianceOf(draws).map((value) => share * value);
  if (!estimate.every(Number.isFinite)) return before;
  if (kind === "diagonal") return diagonalMetric(estimate.map((value, i) => value + floor[i]!));
  if (draws.count < FEWEST_DRAWS * n) {
    // Correlations known from elsewhere are better than none.
    if (before.kind === "dense") return before;
    return diagonalMetric(floor.map((least, i) => estimate[i * n + i]! + least));
  }
  for (let i = 0; i < n; i++) estimate[i * n + i] = estimate[i * n + i]! + floor[i]!;
  return denseMetric(estimate, n) ?? before;
}

function fisherMetric(draws: Moments, gradients: Moments, previous: Float64Array): Metric {
  return diagonalMetric(
    previous.map((variance, i) => {
      const estimate = Math.sqrt(draws.deviations[i]! / gradients.deviations[i]!);
      return estimate > 0 && Number.isFinite(estimate) ? estimate : variance;
    }),
  );
}
