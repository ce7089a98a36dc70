/** pathfinder: draws of a density from the Gaussians along climbs to its modes, weighted by their importance. */
import { approximateChecks } from "./approximate-options.ts";
import type { Arr } from "../../src/index.ts";
import {
  checkOptions,
  option,
  UnconstrainedSpace,
  fold,
  key,
  normals,
  runCheck,
  type RunOf,
  uniforms,
  type OptionChecks,
  type Key,
  type SpecOf,
} from "../../src/internal.ts";
import { type Start, startOf } from "../problem/start-of.ts";
import { compileLogDensity, type CompiledLogDensity } from "../bijectors/compile-log-density.ts";
import type { ApproximateOptions } from "./approximate-options.ts";
import { drawOf, type Gaussian, logDensityOfWhite } from "./gaussian/gaussian.ts";
import { type ImportanceSample, importanceSample, reliableK } from "./importance.ts";
import { followPath, type FoundPath } from "./pathfinder-path.ts";

/** How to search, and how much to draw. */
export interface PathfinderOptions<P> extends ApproximateOptions<P> {
  /** Climbs from different starts. Default 4. */
  readonly paths?: number | undefined;
  /** Draws to return. Default 1000. */
  readonly draws?: number | undefined;
  /** Draws from the Gaussian of each path, from which those are resampled. Default 1000. */
  readonly candidates?: number | undefined;
  /** Draws by which the Gaussian of each step is judged. Default 25. */
  readonly elboDraws?: number | undefined;
  /** Steps that the Gaussian remembers. Default 6. */
  readonly memory?: number | undefined;
  /** Starts lie within this distance of the initial parameters in every unconstrained coordinate. Default 2. */
  readonly spread?: number | undefined;
  /** How it runs: starts and draws follow from its `seed`. */
  readonly run?: RunOf<"seed" | "progress" | "signal" | "target"> | undefined;
}

/** What became of one climb. */
export interface PathReport<P> {
  /** `failed`: no step had a Gaussian with a finite lower bound. */
  readonly status: "found" | "failed";
  /** Evidence lower bound of its best Gaussian, in nats; -Infinity when it failed. */
  readonly elbo: number;
  readonly steps: number;
  /** Number of the step with the best Gaussian. */
  readonly bestStep: number;
  /** Where it began. */
  readonly start: P;
  /** Mean of the best Gaussian in unconstrained coordinates, as parameters; null when it failed. */
  readonly centre: P | null;
}

/** Draws that can stand for the posterior (`approximated`), or only start its chains (`rough`). */
export interface PathfinderSample<P> extends ImportanceSample<P> {
  readonly status: "approximated" | "rough";
  readonly paths: readonly PathReport<P>[];
  readonly explain: string;
}

/** No path had a Gaussian, or the call was ended. */
export interface PathfinderFailure<P, S extends "failed" | "cancelled" = "failed" | "cancelled"> {
  readonly status: S;
  readonly paths: readonly PathReport<P>[];
  readonly explain: string;
}

/** Narrow on `status`. */
export type Pathfinder<P> = PathfinderSample<P> | PathfinderFailure<P, "failed"> | PathfinderFailure<P, "cancelled">;

/** Checks of the options. */
const checks: OptionChecks<PathfinderOptions<unknown>> = {
  ...approximateChecks,
  paths: option.whole(1),
  draws: option.whole(1),
  candidates: option.whole(1),
  elboDraws: option.whole(1),
  memory: option.whole(1),
  spread: option.notNegative(),
  run: runCheck(["seed", "progress", "signal", "target"]),
};

/**
 * Approximates a density by variational inference along optimisation paths: climbs from several starts, makes a Gaussian at each
 * step from what the climb has learnt of the curvature, keeps the one of each path with the highest evidence lower bound, and
 * resamples their draws by importance, smoothed. Takes hundreds of gradients where sampling takes tens of thousands; best as a
 * first look, and to start chains from.
 *
 * Draws are weighted against the mixture of all paths, so that a path that ended in a minor mode does no harm.
 *
 * @param logDensity  pure function of the parameters to a scalar, in nats
 * @param initial  parameters inside of their ranges
 * @throws   OptionError when an option names what does not exist or is no positive number, or the start lies outside
 * @example
 * ```ts
 * import { type Arr } from "fluxion";
 * import { pathfinder } from "fluxion/inference";
 * const logDensity = (p: { x: Arr; y: Arr }) => p.x.sub(3).square().add(p.y.sub(p.x).square()).mul(-0.5);
 * const found = pathfinder(logDensity, { x: 0, y: 0 }, { run: { seed: 1 } });
 * // The integral of exp(-(a² + b²) / 2) is 2 π.
 * if (found.status === "approximated") console.log(found.draws.length, found.logEvidence.toFixed(2)); // → 2 1.84
 * ```
 * @see Zhang, Carpenter, Gelman & Vehtari (2022), Pathfinder: parallel quasi-Newton variational inference, JMLR 23, 306
 */
export function pathfinder<P>(
  logDensity: (params: P) => Arr,
  initial: Start<NoInfer<P>>,
  options: PathfinderOptions<NoInfer<P>> & SpecOf<P> = {},
): Pathfinder<P> {
  checkOptions(options, checks, "pathfinder");
  const { paths = 4, draws = 1000, candidates = 1000, elboDraws = 25, memory = 6, spread = 2 } = options;
  const { seed = 0, progress, signal, target } = options.run ?? {};
  const space = new UnconstrainedSpace<P>(startOf<P>(initial), options, "pathfinder");
  const density = compileLogDensity(logDensity, space, target, "pathfinder");
  const settings = { maxSteps: options.maxSteps ?? 1000, memory, elboDraws, signal, progress };
  const root = key(seed);
  const climbs = Array.from({ length: paths }, (_, k) => {
    const scatter = uniforms(fold(fold(root, k), 0), space.size);
    const start = space.start.map((u, i) => u + spread * (2 * scatter[i]! - 1));
    return {
      start,
      found: followPath(
        density,
        start,
        { ...settings, label: `pathfinder, path ${k + 1} of ${paths}` },
        fold(fold(root, k), 1),
      ),
    };
  });
  const reports = climbs.map(({ start, found }) => reportOf(space, start, found));
  if (signal?.aborted === true) {
    return { status: "cancelled", paths: reports, explain: "Cancelled on the way to the modes; call again to go on." };
  }
  const gaussians = climbs.flatMap(({ found }) => (found.gaussian === null ? [] : [found.gaussian]));
  if (gaussians.length === 0) {
    const explain =
      "No path met a point with a Gaussian whose lower bound is finite; start from a fit, take a smaller spread, and give edges of " +
      "the density as bounds, so that no draw lies beyond them.";
    return { status: "failed", paths: reports, explain };
  }
  const { vectors, logRatios } = weighted(density, gaussians, candidates, fold(root, paths));
  const sample = importanceSample(space, vectors, logRatios, gaussians.length, draws, seed);
  const isReliable = sample.paretoK <= reliableK;
  return {
    ...sample,
    status: isReliable ? "approximated" : "rough",
    paths: reports,
    explain: isReliable
      ? `Pareto k ${sample.paretoK.toFixed(2)}: the draws can stand for the density.`
      : `Pareto k ${sample.paretoK.toFixed(2)}, above ${reliableK}: the draws are fit to start chains, not to stand for the ` +
        "density; sample from starts, or reparameterise.",
  };
}

/** Draws of every Gaussian, with log p - log q, q being the mixture of all. */
function weighted(
  density: CompiledLogDensity,
  gaussians: readonly Gaussian[],
  each: number,
  from: Key,
): { readonly vectors: readonly Float64Array[]; readonly logRatios: Float64Array } {
  const vectors = gaussians.flatMap((gaussian, g) =>
    Array.from({ length: each }, (_, k) => drawOf(gaussian, normals(fold(fold(from, g), k), density.size))),
  );
  const logRatios = Float64Array.from(vectors, (vector) => {
    const logs = gaussians.map((gaussian) => logDensityOfWhite(gaussian, gaussian.whiten(vector)));
    const highest = Math.max(...logs);
    const mixture = highest + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - highest), 0) / logs.length);
    return density.evaluate(vector).value - mixture;
  });
  return { vectors, logRatios };
}

function reportOf<P>(space: UnconstrainedSpace<P>, start: Float64Array, found: FoundPath): PathReport<P> {
  const { gaussian, elbo, steps, bestStep } = found;
  return {
    status: gaussian === null ? "failed" : "found",
    elbo,
    steps,
    bestStep,
    start: space.paramsAt(start),
    centre: gaussian === null ? null : space.paramsAt(gaussian.mean),
  };
}
