/** Pareto smoothed importance sampling: weights of draws from an approximation, and how far to rely on them. */
import { smoothWeights } from "../uncertainty/prediction/smooth-weights.ts";

/** Importance weights that can be relied on, or not. */
export interface ImportanceWeights {
  /** Adding up to one, in the order of the ratios. */
  readonly weights: Float64Array;
  /**
   * Shape of the tail of the weights: up to 0.7 the weighted draws can be relied on, above 1 their mean does not exist. 0
   * where all weights are equal, infinite where too few of them are finite to tell.
   */
  readonly paretoK: number;
  /** Effective number of draws, one over the sum of squared weights. */
  readonly effectiveSize: number;
  /** Logarithm of the mean of the smoothed ratios: that of the integral of the density, if the ratios are to a normalised one. */
  readonly logMean: number;
}

/** Logarithms closer together than this are equal but for rounding. */
const equalWithin = 1e-9;

/**
 * Smooths importance ratios given by their logarithms; what is not finite has no weight. The largest min(n / 5, 3 √n) are
 * replaced by quantiles of the generalised Pareto distribution fitted to them.
 *
 * @param logRatios  log density less log density of the approximation, at each draw of the latter
 * @example
 * ```ts
 * import { diagnostics } from "fluxion/inference";
 * import { streams } from "fluxion";
 * // Draws of N(0, 1) for N(0.5, 1): ratios exp(x / 2 - 1/8).
 * const { paretoK, effectiveSize } = diagnostics.paretoSmoothed(streams.normals(streams.key(1), 4000).map((x) => x / 2 - 1 / 8));
 * console.log(paretoK < 0.5, effectiveSize > 2500); // → true true
 * ```
 * @see Vehtari, Simpson, Gelman, Yao & Gabry (2024), Pareto smoothed importance sampling, JMLR 25, 1
 */
export function paretoSmoothed(logRatios: Float64Array): ImportanceWeights {
  const n = logRatios.length;
  const finite = Array.from(logRatios.keys()).filter((i) => Number.isFinite(logRatios[i]!));
  const weights = new Float64Array(n);
  if (finite.length === 0) {
    return { weights, paretoK: Number.POSITIVE_INFINITY, effectiveSize: 0, logMean: Number.NEGATIVE_INFINITY };
  }
  const log = Float64Array.from(finite, (i) => logRatios[i]!);
  const least = log.reduce((position, value, i) => (value < log[position]! ? i : position), 0);
  const spread = log.reduce((most, value) => Math.max(most, value - log[least]!), 0);
  const { logWeights, shape } =
    spread < equalWithin ? { logWeights: log.map(() => -Math.log(log.length)), shape: 0 } : smoothWeights(log, 1);
  finite.forEach((i, k) => (weights[i] = Math.exp(logWeights[k]!)));
  return {
    weights,
    paretoK: shape,
    effectiveSize: 1 / weights.reduce((sum, weight) => sum + weight * weight, 0),
    // The least ratio is not smoothed: what it lost is the logarithm of the sum.
    logMean: log[least]! - logWeights[least]! - Math.log(n),
  };
}
