/** Pareto smoothed importance sampling: weights whose largest are replaced by what their tail is expected to be. */
import { fitGeneralisedPareto, paretoQuantile } from "./generalised-pareto.ts";

/** Importance weights that can be relied on, or not. */
export interface SmoothedWeights {
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
/** Fewer weights than this make no tail. */
const shortestTail = 5;

/**
 * Smooths importance ratios given by their logarithms; -Infinity for draws outside of the density. The largest min(n / 5, 3 √n)
 * are replaced by quantiles of the generalised Pareto distribution fitted to them.
 *
 * @param logRatios  log density less log proposal at each draw
 * @example
 * ```ts
 * import { key, normals, paretoSmoothed } from "fluxion/inference";
 * // Draws of N(0, 1) for N(0.5, 1): ratios exp(x / 2 - 1/8).
 * const { paretoK, effectiveSize } = paretoSmoothed(normals(key(1), 4000).map((x) => x / 2 - 1 / 8));
 * console.log(paretoK < 0.5, effectiveSize > 2500); // true true
 * ```
 * @see Vehtari, Simpson, Gelman, Yao & Gabry (2024), Pareto smoothed importance sampling, JMLR 25, 1
 */
export function paretoSmoothed(logRatios: Float64Array): SmoothedWeights {
  const n = logRatios.length;
  let highest = Number.NEGATIVE_INFINITY;
  for (const ratio of logRatios) if (ratio > highest) highest = ratio;
  if (!Number.isFinite(highest)) {
    return { weights: new Float64Array(n), paretoK: Number.POSITIVE_INFINITY, effectiveSize: 0, logMean: highest };
  }
  const log = logRatios.map((ratio) => (Number.isNaN(ratio) ? Number.NEGATIVE_INFINITY : ratio - highest));
  const order = Uint32Array.from(log.keys()).sort((a, b) => log[a]! - log[b]!);
  const paretoK = -log[order[0]!]! < equalWithin ? 0 : smoothTail(log, order);
  let [sum, squares] = [0, 0];
  const raw = log.map(Math.exp);
  for (const weight of raw) {
    sum += weight;
    squares += weight * weight;
  }
  return {
    weights: raw.map((weight) => weight / sum),
    paretoK,
    effectiveSize: (sum * sum) / squares,
    logMean: highest + Math.log(sum / n),
  };
}

/** Replaces the largest of the logarithms in place; the shape of their tail. */
function smoothTail(log: Float64Array, order: Uint32Array): number {
  const n = log.length;
  const length = Math.ceil(Math.min(n / 5, 3 * Math.sqrt(n)));
  const cut = Math.max(log[order[n - length - 1]!] ?? Number.NEGATIVE_INFINITY, Math.log(2 ** -1022));
  const tail = order.filter((i) => log[i]! > cut);
  if (tail.length < shortestTail) return Number.POSITIVE_INFINITY;
  const threshold = Math.exp(cut);
  const fit = fitGeneralisedPareto(Float64Array.from(tail, (i) => Math.exp(log[i]!) - threshold));
  if (!Number.isFinite(fit.shape) || !(fit.scale > 0)) return Number.POSITIVE_INFINITY;
  tail.forEach((i, rank) => {
    // None above the largest there is: ratios are relative to it.
    log[i] = Math.min(0, Math.log(paretoQuantile(fit, (rank + 0.5) / tail.length) + threshold));
  });
  return fit.shape;
}
