/** Importance sampling: draws of an approximation weighted to be draws of the density itself. */
import { fold, key, permutation, uniforms, type UnconstrainedSpace } from "../../src/internal.ts";
import type { ChainDraws } from "../diagnostics/measures/draws.ts";
import { paretoSmoothed } from "./pareto-smoothing.ts";
import { resampled } from "./resample.ts";
import { chainDraws } from "./vector-draws.ts";

/** Draws resampled by their importance, and how far they can be relied on. */
export interface ImportanceSample<P> {
  /** Draws of the density, one chain; large weights make repetitions. */
  readonly draws: readonly ChainDraws[];
  /** Shape of the tail of the weights: up to 0.7 the draws can be relied on. */
  readonly paretoK: number;
  /** Effective number of draws before resampling. */
  readonly effectiveSize: number;
  /** Logarithm of the integral of the density: the evidence, if it is a normalised prior times a likelihood. */
  readonly logEvidence: number;
  /**
   * Draws of the approximation as parameters, to start chains from, all different: without regard to weights, which may be
   * all on one draw, and of the Gaussians of several paths in turn. At most `count`.
   */
  starts(count: number): readonly P[];
}

/** Paretok above this says that draws cannot be relied on. */
export const reliableK = 0.7;

/**
 * Weights and resamples candidates.
 *
 * @param candidates  draws of each Gaussian of the approximation, as many of one as of the other, Gaussian by Gaussian
 * @param logRatios  log density less log density of the approximation at each candidate
 */
export function importanceSample<P>(
  space: UnconstrainedSpace<P>,
  candidates: readonly Float64Array[],
  logRatios: Float64Array,
  gaussians: number,
  count: number,
  seed: number | string,
): ImportanceSample<P> {
  const { weights, paretoK, effectiveSize, logMean } = paretoSmoothed(logRatios);
  const root = key(seed);
  const sorted = effectiveSize > 0 ? resampled(weights, count, uniforms(fold(root, 0), 1)[0]!) : new Uint32Array(0);
  // In random order, so that repetitions do not look like a chain that stands still.
  const positions = Uint32Array.from(permutation(fold(root, 1), sorted.length), (k) => sorted[k]!);
  return {
    draws: chainDraws(
      space,
      Array.from(positions, (position) => candidates[position]!),
    ),
    paretoK,
    effectiveSize,
    logEvidence: logMean,
    starts: (asked) => {
      const each = candidates.length / gaussians;
      return Array.from(candidates, (_, k) => (k % gaussians) * each + Math.floor(k / gaussians))
        .filter((position) => Number.isFinite(logRatios[position]!))
        .slice(0, asked)
        .map((position) => space.paramsAt(candidates[position]!));
    },
  };
}
