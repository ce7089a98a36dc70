/** sampleAsync: sample for runs that take long, which may be watched, cancelled, saved and continued. */
import { longChecks } from "../fit/check-options.ts";
import { sampleChecks } from "./sample-options.ts";
import type { Arr } from "../../src/index.ts";
import { checkOptions, type OptionChecks, type SpecOf } from "../../src/internal.ts";
import type { LongFitOptions } from "../fit/run-fit-async.ts";
import { runSteps } from "../drive/run-steps.ts";
import type { SavedGroup } from "./chains/group-run.ts";
import type { InitialParameters } from "./chains/initial-parameters.ts";
import { nuts, type NutsState } from "./sampler/nuts.ts";
import type { Posterior } from "./posterior.ts";
import { prepareSample } from "./prepare-sample.ts";
import type { SampleOptions, SampleProgress } from "./sample-options.ts";
import type { GroupState, Sampler } from "./sampler/sampler.ts";

/** How to sample at length. */
export interface SampleAsyncOptions<P, S extends GroupState> extends SampleOptions<P, S>, LongFitOptions {}

/**
 * Milliseconds of sampling between two turns of the event loop: a slice copies the draws there are, and with several
 * threads starts them.
 */
const sliceOfOneThread = 200;
const sliceOfThreads = 5000;

/** Checks of the options. */
const checks: OptionChecks<SampleAsyncOptions<unknown, GroupState>> = { ...sampleChecks, ...longChecks };

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
 * const options = { seed: "normal", warmup: 200, checkpoint: { file: "normal.checkpoint" } };
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
  checkOptions(options, checks, "sampleAsync");
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
  const { total, description } = prepared;
  const { onProgress, checkpoint, signal } = options;
  const { sampler: method, paths, ...settings } = description;
  const slice = (options.threads ?? 1) > 1 ? sliceOfThreads : sliceOfOneThread;
  let divergences = 0;
  const advance = (from: Parameters<typeof prepared.advance>[0], milliseconds: number): Slices<S> => {
    const until = performance.now() + milliseconds;
    const controller = new AbortController();
    const { groups } = prepared.advance(from, {
      signal: signal === undefined ? controller.signal : AbortSignal.any([controller.signal, signal]),
      onProgress: (progress: SampleProgress) => {
        divergences = progress.divergences;
        onProgress?.(progress);
        if (performance.now() >= until) controller.abort();
      },
    });
    return { groups };
  };
  const isDone = ({ groups }: Slices<S>): boolean => prepared.iterations(groups) >= total;
  const run = await runSteps(
    { step: (state: Slices<S>) => ({ state: advance(state.groups, slice), info: null }) },
    // The few iterations that come before the first look at the clock make groups of the starts.
    () => advance(prepared.begin(), 0),
    { maxSteps: Infinity, judge: (state) => (isDone(state) ? "done" : null), signal },
    {
      label: `sample by ${method}`,
      total,
      position: ({ groups }) => prepared.iterations(groups),
      note: () => (divergences === 0 ? "" : `${divergences} divergent`),
      progress: options.progress,
      keep: () => undefined,
      checkpoint:
        checkpoint === undefined
          ? undefined
          : {
              ...checkpoint,
              identity: { question: "sample", method, options: settings, parameters: paths, inputs: prepared.inputs() },
            },
    },
  );
  const cancelled = run.verdict !== "done";
  return prepared.conclude({ groups: run.state.groups, cancelled }, run.seconds, run.saved);
}
