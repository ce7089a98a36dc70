/** Options of sample. */
import type { TargetName } from "../../src/index.ts";
import {
  option,
  unconstrainChecks,
  type UnconstrainOptions,
  type OptionChecks,
  type Loose,
} from "../../src/internal.ts";
import { targetCheck } from "../problem/target-check.ts";
import type { SampleState } from "./chains/sample-state.ts";
import type { GroupState, Sampler } from "./sampler/sampler.ts";

/** How far a run is. */
export interface SampleProgress {
  /** Iterations done, over all chains, those of warm-up included. */
  readonly iterations: number;
  /** Iterations there will be. */
  readonly total: number;
  /** Divergent transitions among the draws so far. */
  readonly divergences: number;
}

/** How to sample. */
export interface SampleOptions<P, S extends GroupState> extends UnconstrainOptions<P> {
  /** The sampler. Default `nuts()`. */
  readonly sampler?: Sampler<S> | undefined;
  /** Chains. Default 4. */
  readonly chains?: number | undefined;
  /** Iterations of each chain in which the sampler tunes itself; they are not kept. Default 1000. */
  readonly warmup?: number | undefined;
  /** Iterations of each chain that are kept. Default 1000. */
  readonly draws?: number | undefined;
  /** What the random numbers follow from: the same seed gives the same draws, bit for bit. Default 0. */
  readonly seed?: number | string | undefined;
  /**
   * Where the chains start: one tree like the initial parameters for each. Default: scattered about the initial parameters,
   * or the different draws that `pathfinder` found.
   */
  readonly starts?: readonly Loose<P>[] | undefined;
  /**
   * Chains start scattered about the initial parameters by this many standard deviations, as the covariance or the curvature
   * there tells them. Default 1, and 0 where each chain has a start of its own; 0 starts it there.
   */
  readonly spread?: number | undefined;
  /**
   * Covariance of the unconstrained coordinates, by rows, to begin with: the first metric of `nuts` and `hmc`, of which they
   * take the diagonal unless their metric is "dense", and the first proposal of `metropolis`. Default: that of `laplace`,
   * when its result is given as the initial parameters; else the curvature where a chain starts.
   */
  readonly covariance?: readonly ArrayLike<number>[] | undefined;
  /**
   * Threads to share the chains among, this one included; the draws are the same for any number. Only samplers whose chains
   * know nothing of each other (`nuts`, `metropolis`) are shared, and only in Node. They pay from
   * about half a second of sampling on. Default 1.
   */
  readonly threads?: number | undefined;
  /** Called several times a second with how far the run is. */
  readonly onProgress?: ((progress: SampleProgress) => void) | undefined;
  /** Ends the run within some iterations once aborted, from `onProgress` for example; the posterior is then "cancelled". */
  readonly signal?: AbortSignal | undefined;
  /** State of an earlier run with the same sampler, seed, chains and warm-up, to go on from. */
  readonly resume?: SampleState<S> | undefined;
  /** Where the log density runs. Default: compiled to WebAssembly. */
  readonly target?: TargetName | undefined;
}

/** Checks of them. */
export const sampleChecks: OptionChecks<SampleOptions<unknown, GroupState>> = {
  ...unconstrainChecks,
  sampler: option.madeBy("nuts()", "arrange"),
  chains: option.whole(1),
  warmup: option.whole(0),
  draws: option.whole(0),
  seed: option.seed,
  starts: option.whereRead,
  spread: option.notNegative(),
  covariance: option.whereRead,
  threads: option.whole(1),
  onProgress: option.callback,
  signal: option.abortSignal,
  resume: option.object,
  target: targetCheck,
};
