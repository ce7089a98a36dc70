/** Options of sample. */
import {
  option,
  runCheck,
  unconstrainChecks,
  type RunOf,
  type UnconstrainOptions,
  type OptionChecks,
  type Loose,
} from "../../src/internal.ts";
import type { SampleState } from "./chains/sample-state.ts";
import type { GroupState, Sampler } from "./sampler/sampler.ts";

/** How to sample; `Resume` is what a run goes on from. */
export interface SampleOptions<P, S extends GroupState, Resume = SampleState<S>> extends UnconstrainOptions<P> {
  /** The sampler. Default `nuts()`. */
  readonly sampler?: Sampler<S> | undefined;
  /** Chains. Default 4. */
  readonly chains?: number | undefined;
  /** Iterations of each chain in which the sampler tunes itself; they are not kept. Default 1000. */
  readonly warmup?: number | undefined;
  /** Iterations of each chain that are kept. Default 1000. */
  readonly draws?: number | undefined;
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
   * How it runs. `threads` share the chains; only samplers whose chains know nothing of each other (`nuts`, `metropolis`) are
   * shared, and only in Node; they pay from about half a second of sampling on. `progress` is told of the iterations of all chains.
   * Once `signal` is aborted the run ends within some iterations: "cancelled". What it goes on from is the state of a run with the
   * same sampler, seed, chains and warm-up.
   */
  readonly run?: RunOf<"seed" | "threads" | "progress" | "signal" | "resume" | "target", Resume> | undefined;
}

/** Checks of them. */
export const sampleChecks: OptionChecks<SampleOptions<unknown, GroupState>> = {
  ...unconstrainChecks,
  sampler: option.madeBy("nuts()", "arrange"),
  chains: option.whole(1),
  warmup: option.whole(0),
  draws: option.whole(0),
  starts: option.some(option.anything),
  spread: option.notNegative(),
  covariance: option.some(option.arrayLike),
  run: runCheck(["seed", "threads", "progress", "signal", "resume", "target"]),
};
