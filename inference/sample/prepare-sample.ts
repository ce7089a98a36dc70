/** Prepares a run of a sampler: everything but the loop, which one caller runs in one go and another in slices. */
import { array, type Arr, type TargetName } from "../../src/index.ts";
import {
  UnconstrainedSpace,
  fold,
  key,
  digest,
  functionDigest,
  type ResumeFile,
  type SavedRun,
  stateOf,
  DerivativeError,
} from "../../src/internal.ts";
import { compileDensity } from "./compile-density.ts";
import { concludeSample } from "./conclude-sample.ts";
import { pointsOfTrees } from "./chains/chain-starts.ts";
import type { GroupBeginning, GroupFrom, SavedGroup } from "./chains/group-run.ts";
import { chainsOf, type InitialParameters } from "./chains/initial-parameters.ts";
import type { Posterior } from "./posterior.ts";
import { type GroupsEnd, runGroups, type Surroundings } from "./chains/run-groups.ts";
import type { SampleOptions } from "./sample-options.ts";
import { checkResumable, checkSameDensity, type RunDescription, type SampleState } from "./chains/sample-state.ts";
import type { GroupState, Sampler } from "./sampler/sampler.ts";
import { checkSameCoordinates, covarianceGiven } from "./tuning/given-covariance.ts";
import { scatteredStarts, type StartPlan } from "./chains/starts.ts";

/** The number of the key from which starts follow; groups have those from 0. */
const STARTS = -1;

/** A run before its first iteration. */
export interface PreparedSample<P, S extends GroupState> {
  /** What the run says of itself. */
  readonly description: RunDescription;
  /** Iterations of all chains, warm-up and draws. */
  readonly total: number;
  /** Those of warm-up among them. */
  readonly warmups: number;
  /** Where the log density runs. */
  readonly target: TargetName;
  /** Where its groups begin: at the state to run.resume, or scattered about the initial parameters. */
  readonly begin: () => readonly GroupFrom<S>[];
  /** Runs groups until they are done, or the signal is aborted. */
  readonly advance: (from: readonly GroupFrom<S>[], surroundings: Omit<Surroundings, "threads">) => GroupsEnd<S>;
  /** Iterations that groups have made, over all chains. */
  readonly iterations: (groups: readonly SavedGroup<S>[]) => number;
  /** Digest of the log density, its data, and where the chains start. */
  readonly inputs: () => string;
  /** The posterior that the groups have come to, after so many seconds of sampling. */
  readonly conclude: (end: GroupsEnd<S>, seconds: number, saved?: SavedRun | null) => Posterior<P, S>;
}

/** Checks the options and compiles the log density. @throws as `sample` */
export function prepareSample<P, S extends GroupState>(
  sampler: Sampler<S>,
  logDensity: (params: P) => Arr,
  initial: InitialParameters<P>,
  options: SampleOptions<P, S, SampleState<S> | ResumeFile>,
): PreparedSample<P, S> {
  const { chains = 4, warmup = 1000, draws = 1000 } = options;
  const { seed = 0, threads = 1, target = "wasm", resume } = options.run ?? {};
  const from = stateOf<SampleState<S>>(resume);

  const told = chainsOf(initial);
  const space = new UnconstrainedSpace<P>(told.params, options, "sample");
  const arrangement = sampler.arrange(chains, space.size);
  const { groups, width } = arrangement;
  const trees = options.starts ?? told.starts?.(groups * width);
  if (told.paths !== null) checkSameCoordinates(told.paths, space.unconstrainedPaths);
  const plan: StartPlan = {
    centres: trees === undefined ? [space.start] : pointsOfTrees(trees, arrangement, space, options),
    spread: options.spread ?? (trees === undefined ? 1 : 0),
    covariance: covarianceGiven(options.covariance ?? told.covariance, space.unconstrainedPaths),
  };
  const began = performance.now();
  const unconstrained = space.logDensity(logDensity);
  const compiled = suggestingOthers(() => compileDensity(unconstrained, space.size, arrangement, target, "sample"));
  const compileSeconds = (performance.now() - began) / 1000;

  const { name, settings } = sampler;
  const paths = space.coordinates.map(({ path }) => path);
  const description = { sampler: name, settings, seed, chains, warmup, paths };
  const run = key(seed);
  if (from !== undefined) {
    checkResumable(from, description);
    checkSameDensity(from, compiled.density());
  }
  return {
    description,
    total: (warmup + draws) * groups * width,
    warmups: warmup * groups * width,
    target,
    begin: () =>
      from?.groups ??
      groupsOf(scatteredStarts(compiled.density(), plan, groups * width, fold(run, STARTS)), groups, plan.covariance),
    advance: (stand, surroundings) =>
      runGroups(
        { sampler, compiled, width, size: space.size, length: { warmup, draws } },
        stand.map((group, i) => ({ from: group, key: fold(run, i) })),
        { ...surroundings, threads },
      ),
    iterations: (saved) => saved.reduce((sum, { state }) => sum + state.iteration, 0) * width,
    inputs: () => digest([functionDigest((u: Arr) => unconstrained(u), [array(space.start)]), { ...plan }]),
    conclude: (end, seconds, saved) =>
      concludeSample({
        sampler,
        state: { ...description, groups: end.groups },
        cancelled: end.cancelled,
        draws,
        space,
        density: compiled.density,
        timing: { compileSeconds, seconds },
        saved,
      }),
  };
}

/** A density without a derivative is told of samplers that ask for none. */
function suggestingOthers<T>(compile: () => T): T {
  try {
    return compile();
  } catch (error) {
    if (!(error instanceof DerivativeError)) throw error;
    const { hint = "", ...details } = error.details;
    const others = "metropolis() and ensemble() sample without a gradient.";
    throw new DerivativeError({ ...details, hint: `${hint} ${others}`.trim() });
  }
}

/** Rows of starts, in as many equal parts as there are groups. */
function groupsOf(starts: Float64Array, groups: number, covariance: Float64Array | null): GroupBeginning[] {
  const share = starts.length / groups;
  return Array.from({ length: groups }, (_, i) => ({
    positions: starts.slice(i * share, (i + 1) * share),
    covariance,
  }));
}
