/** Posterior: what sampling found, as a union on whether its draws can be trusted. */
import { checkOptions, option, FitError } from "../../src/internal.ts";
import type { Diagnosis } from "../diagnostics/verdict/diagnosis.ts";
import type { ChainDraws, ChainStatistics } from "../diagnostics/measures/draws.ts";
import type { SampleState } from "./chains/sample-state.ts";
import type { GroupState } from "./sampler/sampler.ts";

/** A transition whose integration went astray: the density is too curved there for the step size. */
export interface Divergence<P> {
  readonly chain: number;
  /** The draw that the transition led to, from 0. */
  readonly draw: number;
  /** Where it began. */
  readonly from: P;
  /** The first point whose energy was wrong. */
  readonly at: P;
}

/** What every posterior tells, whatever its status. */
export interface PosteriorFields<P, S extends GroupState = GroupState> {
  /** Name of the sampler: "nuts". */
  readonly sampler: string;
  readonly seed: number | string;
  /** The draws of each free number, in the order of the tree of parameters; constrained values, in their units. */
  readonly draws: readonly ChainDraws[];
  /** What the sampler did, chain by chain; zeros for what it does not have, such as a tree. */
  readonly statistics: readonly Required<ChainStatistics>[];
  /** The log density at the draws in the coordinates that were sampled, log Jacobians included; chain by chain. */
  readonly logDensity: readonly Float64Array[];
  /** Divergent transitions with their places. */
  readonly divergences: readonly Divergence<P>[];
  /** The tests that the draws were put to; null when there are none, as in a run cancelled early. */
  readonly diagnosis: Diagnosis | null;
  /** What to make of the draws, in a few sentences. */
  readonly explain: string;
  /** Wall time in seconds: tracing and compiling, and sampling. */
  readonly timing: { readonly compileSeconds: number; readonly seconds: number };
  /** The whole run: hand it to the same call as `run.resume`, with more `draws`, to go on. */
  readonly state: SampleState<S>;
  /** Means, a tree like the parameters; fixed leaves as they are. */
  mean(): P;
  /** Standard deviations, a tree like the parameters; zero at fixed leaves. */
  standardDeviation(): P;
  /** Quantiles of each number, 0 <= p <= 1, a tree like the parameters; fixed leaves as they are. @throws OptionError for another p */
  quantile(p: number): P;
  /** The parameters at one draw, both numbered from 0. @throws OptionError for a chain or a draw that there is not */
  paramsAt(chain: number, draw: number): P;
  /** A table of the parameters with Monte Carlo errors, R-hat, effective sizes and units, and the verdict, to print. */
  summary(): string;
}

/** Draws that passed every check. */
export interface TrustedPosterior<P, S extends GroupState = GroupState> extends PosteriorFields<P, S> {
  readonly status: "passed";
}

/** Draws that failed a test, or fewer than were asked for; the fields hold what there is. */
export interface DoubtfulPosterior<P, S extends GroupState = GroupState> extends PosteriorFields<P, S> {
  readonly status: "doubtful" | "cancelled";
}

/** What sampling found. Narrow on `status`, or write `asPosterior(posterior)` to throw unless it passed. */
export type Posterior<P, S extends GroupState = GroupState> = TrustedPosterior<P, S> | DoubtfulPosterior<P, S>;

/** Draws that passed, or that somebody took the responsibility for. */
export interface AcceptedPosterior<P, S extends GroupState = GroupState> extends PosteriorFields<P, S> {
  readonly status: "passed" | "doubtful" | "cancelled";
  /** Why the draws are used although they have not passed; null where they have. */
  readonly accepted: string | null;
}

/**
 * The posterior, known to have passed its checks, or used in spite of them for a reason that is written down.
 *
 * @param options  because: the reason for using draws that have not passed
 * @throws FitError with the diagnosis when it has not passed and no reason is given
 * @example
 * ```ts
 * import { type Arr } from "fluxion";
 * import { asPosterior, sample } from "fluxion/inference";
 * const short = sample((p: { x: Arr }) => p.x.square().mul(-0.5), { x: 0 }, { draws: 20, warmup: 100 });
 * console.log(short.status, asPosterior(short, { because: "a first look" }).accepted); // → doubtful a first look
 * ```
 */
export function asPosterior<P, S extends GroupState>(
  posterior: Posterior<P, S>,
  options: { readonly because?: string } = {},
): AcceptedPosterior<P, S> {
  checkOptions(options, { because: option.text }, "asPosterior");
  const { because } = options;
  if (posterior.status === "passed") return { ...posterior, accepted: null };
  if (because !== undefined) return { ...posterior, accepted: because };
  throw new FitError({
    where: posterior.sampler,
    problem: `the posterior is ${posterior.status}`,
    hint: `${posterior.explain} To use the draws all the same, say why: asPosterior(posterior, { because }).`,
  });
}
