/** sampleAsync: sample for runs that take long, which may be watched, cancelled, saved and continued. */
import { sampleChecks } from "./sample-options.ts";
import type { Arr } from "../../src/index.ts";
import { checkOptions, checkpointOf, type ResumeFile, type SpecOf } from "../../src/internal.ts";
import { runSteps } from "../drive/run-steps.ts";
import type { SavedGroup } from "./chains/group-run.ts";
import type { InitialParameters } from "./chains/initial-parameters.ts";
import { nuts, type NutsState } from "./sampler/nuts.ts";
import type { Posterior } from "./posterior.ts";
import { prepareSample } from "./prepare-sample.ts";
import type { SampleOptions } from "./sample-options.ts";
import { SampleTeller } from "./sample-teller.ts";
import type { SampleState } from "./chains/sample-state.ts";
import type { GroupState, Sampler } from "./sampler/sampler.ts";

/** How to sample at length. */
export type SampleAsyncOptions<P, S extends GroupState> = SampleOptions<P, S, SampleState<S> | ResumeFile>;

/**
 * Milliseconds of sampling between two turns of the event loop: a slice copies the draws there are, and with several
 * threads starts them.
 */
const sliceOfOneThread = 200;
const sliceOfThreads = 5000;

/**
 * `sample`, in slices between which the event loop turns: timers fire, signals arrive, a page stays alive. With a
 * checkpoint, a run that was cut off goes on where it was, to the same draws bit for bit; ask for more `draws`, and a
 * finished one goes on.
 *
 * @param logDensity  pure function of the parameters to a scalar: log posterior density up to a constant
 * @param initial  parameters near which the chains start, or what has them: the solution of a fit, the result of `laplace`, or
 *                 that of `pathfinder`, of which each chain starts at another draw
 * @returns  a posterior, whatever happened: narrow on its `status`, or demand one that passed with `asPosterior`
 * @throws   as `sample`; DataError when the checkpoint is damaged, of another run, or cannot be written
 * @example
 * ```ts
 * import { type Arr } from "fluxion";
 * import { sampleAsync } from "fluxion/inference";
 * const logDensity = ({ x }: { x: Arr }) => x.square().mul(-0.5);
 * const options = { warmup: 200, run: { seed: "normal", resume: "normal.checkpoint" } };
 * const short = await sampleAsync(logDensity, { x: 0 }, { ...options, draws: 100 });
 * const long = await sampleAsync(logDensity, { x: 0 }, { ...options, draws: 300 });
 * console.log(long.draws[0]!.chains[0]![99] === short.draws[0]!.chains[0]![99]); // → true
 * ```
 */
export async function sampleAsync<P>(
  logDensity: (params: P) => Arr,
  initial: InitialParameters<NoInfer<P>>,
  options?: SampleAsyncOptions<NoInfer<P>, NutsState> & SpecOf<P>,
): Promise<Posterior<P, NutsState>>;
export async function sampleAsync<P, S extends GroupState>(
  logDensity: (params: P) => Arr,
  initial: InitialParameters<NoInfer<P>>,
  options: SampleAsyncOptions<NoInfer<P>, S> & SpecOf<P> & { readonly sampler: Sampler<S> },
): Promise<Posterior<P, S>>;
export async function sampleAsync<P>(
  logDensity: (params: P) => Arr,
  initial: InitialParameters<P>,
  options: SampleAsyncOptions<P, NutsState> = {},
): Promise<Posterior<P, NutsState>> {
  checkOptions(options, sampleChecks, "sampleAsync");
  return sampleInSlices(options.sampler ?? nuts(), logDensity, initial, options);
}

/** A run between two slices. */
interface Slices<S extends GroupState> {
  readonly groups: readonly SavedGroup<S>[];
}

async function sampleInSlices<P, S extends GroupState>(
  sampler: Sampler<S>,
  logDensity: (params: P) => Arr,
  initial: InitialParameters<P>,
  options: SampleAsyncOptions<P, S>,
): Promise<Posterior<P, S>> {
  const prepared = prepareSample(sampler, logDensity, initial, options);
  const { total, description, target } = prepared;
  const { progress, resume, signal, threads = 1 } = options.run ?? {};
  const checkpoint = checkpointOf(resume);
  const { sampler: method, paths, ...settings } = description;
  const slice = threads > 1 ? sliceOfThreads : sliceOfOneThread;
  const teller = new SampleTeller(progress, prepared);
  const advance = (from: Parameters<typeof prepared.advance>[0], milliseconds: number): Slices<S> => {
    const until = performance.now() + milliseconds;
    const controller = new AbortController();
    const { groups } = prepared.advance(from, {
      signal: signal === undefined ? controller.signal : AbortSignal.any([controller.signal, signal]),
      onIterations: (now) => {
        teller.tell(now);
        if (performance.now() >= until) controller.abort();
      },
    });
    return { groups };
  };
  const isDone = ({ groups }: Slices<S>): boolean => prepared.iterations(groups) >= total;
  const steps = runSteps(
    { step: (state: Slices<S>) => ({ state: advance(state.groups, slice), info: null }) },
    // The few iterations that come before the first look at the clock make groups of the starts.
    () => advance(prepared.begin(), 0),
    { maxSteps: Infinity, judge: (state) => (isDone(state) ? "done" : null) },
    {
      keep: () => undefined,
      onStart: ({ seconds }) => teller.goOn(seconds),
      identity: {
        question: "sample",
        method,
        options: { ...settings, target },
        parameters: paths,
        inputs: checkpoint === undefined ? "" : prepared.inputs(),
      },
      run: { signal, resume: checkpoint },
    },
  );
  const run = await steps.finally(() => teller.end());
  const cancelled = run.verdict !== "done";
  return prepared.conclude({ groups: run.state.groups, cancelled }, run.seconds, run.saved);
}
