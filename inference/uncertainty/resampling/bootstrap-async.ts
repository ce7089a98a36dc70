/** bootstrapAsync: bootstrap for fits that take long, which may be watched, cancelled, saved and continued. */
import { longChecks } from "../../fit/check-options.ts";
import { checkOptions, option, digest, type OptionChecks } from "../../../src/internal.ts";
import type { LongFitOptions } from "../../fit/run-fit-async.ts";
import { runSteps } from "../../drive/run-steps.ts";
import { type Bootstrap, type BootstrapOptions, bootstrapTask } from "./bootstrap.ts";
import type { Estimator } from "./estimator.ts";
import { gathered, replicateMethod, replicateChecks } from "./replicates.ts";

/** How to draw at length. */
export interface BootstrapAsyncOptions<D, P> extends Omit<BootstrapOptions<D, P>, "resume">, LongFitOptions {}

/** Checks of the options; what there is goes on from a checkpoint. */
const checks: OptionChecks<BootstrapAsyncOptions<unknown, unknown>> = {
  ...replicateChecks,
  ...longChecks,
  seed: option.seed,
  draws: option.whole(2),
  simulate: option.callback,
  blockSize: option.whole(1),
};

/**
 * `bootstrap`, draw by draw while the event loop turns: timers fire, signals arrive, a page stays alive. With a checkpoint, a run
 * that was cut off goes on where it was and ends in the same bits; asked for more draws, it adds them.
 *
 * @throws   as `bootstrap`; DataError when the checkpoint is damaged, of another run, or cannot be written
 * @example
 * ```ts
 * import { type Arr, array } from "fluxion";
 * import { bootstrapAsync, statistic } from "fluxion/inference";
 * const data = array([1.2, 0.4, 3.1, 2.2, 0.9, 1.7, 5.3, 0.8]);
 * const found = await bootstrapAsync(statistic((x: Arr) => x.mean()), data, {
 *   seed: "waiting",
 *   draws: 500,
 *   checkpoint: { file: "mean.checkpoint" },
 * });
 * console.log(found.status, found.replicates.shape); // → complete [ 500, 1 ]
 * ```
 */
export async function bootstrapAsync<D, Q, P>(
  estimator: Estimator<D, Q, P>,
  data: D,
  options: BootstrapAsyncOptions<NoInfer<D>, NoInfer<P>>,
): Promise<Bootstrap<Q>> {
  checkOptions(options, checks, "bootstrapAsync");
  const { seed, blockSize = 1, checkpoint, progress, signal, onProgress } = options;
  const task = bootstrapTask(estimator, data, options, "bootstrapAsync");
  const identity = {
    question: "bootstrap",
    method: options.simulate === undefined ? "rows" : "simulated",
    options: { seed, blockSize },
    parameters: task.paths,
    // The first draw tells data, seed and simulation apart.
    inputs: checkpoint === undefined ? "" : digest([task.digest(), data, task.drawn(0)]),
  };
  let failures = 0;
  const run = await runSteps(
    replicateMethod(task.estimate),
    () => ({ done: 0 }),
    { maxSteps: task.draws, judge: () => null, signal },
    {
      label: "bootstrap",
      total: task.draws,
      progress,
      note: () => (failures === 0 ? "" : `${failures} failed`),
      checkpoint: checkpoint === undefined ? undefined : { ...checkpoint, identity },
      onStep: ({ state: { done }, info }) => {
        if ("failure" in info) failures++;
        onProgress?.({ done, total: task.draws, failures });
      },
    },
  );
  const { state, status } = gathered(task.draws, run.records, { done: 0, estimates: [], failures: [] });
  return task.conclude(state, status);
}
