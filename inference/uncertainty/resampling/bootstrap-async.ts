/** bootstrapAsync: bootstrap for fits that take long, which may be watched, cancelled, saved and continued. */
import { checkOptions, checkpointOf, digest, ProgressTeller, type ResumeFile, stateOf } from "../../../src/internal.ts";
import { runSteps } from "../../drive/run-steps.ts";
import { type Bootstrap, bootstrapChecks, type BootstrapOptions, bootstrapTask } from "./bootstrap.ts";
import type { Estimator } from "./estimator.ts";
import { gathered, replicateMethod, type ReplicateState } from "./replicates.ts";

/** How to draw at length. */
export type BootstrapAsyncOptions<D, P> = BootstrapOptions<D, P, ReplicateState | ResumeFile>;

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
 *   draws: 500,
 *   run: { seed: "waiting", resume: "mean.checkpoint" },
 * });
 * console.log(found.status, found.replicates.shape); // → complete [ 500, 1 ]
 * ```
 */
export async function bootstrapAsync<D, Q, P>(
  estimator: Estimator<D, Q, P>,
  data: D,
  options: BootstrapAsyncOptions<NoInfer<D>, NoInfer<P>> = {},
): Promise<Bootstrap<Q>> {
  checkOptions(options, bootstrapChecks, "bootstrapAsync");
  const { blockSize = 1 } = options;
  const { seed = 0, progress, signal, resume } = options.run ?? {};
  const checkpoint = checkpointOf(resume);
  const from = stateOf<ReplicateState>(resume) ?? { done: 0, estimates: [], failures: [] };
  const task = bootstrapTask(estimator, data, options, "bootstrapAsync");
  const identity = {
    question: "bootstrap",
    method: options.simulate === undefined ? "rows" : "simulated",
    options: { seed, blockSize },
    parameters: task.paths,
    // The first draw tells data, seed and simulation apart.
    inputs: checkpoint === undefined ? "" : digest([task.digest(), data, task.drawn(0)]),
  };
  let failures = from.failures.length;
  let teller = new ProgressTeller(undefined, { label: "bootstrap", total: task.draws });
  const run = await runSteps(
    replicateMethod(task.estimate),
    () => ({ done: from.done }),
    { maxSteps: Math.max(0, task.draws - from.done), judge: () => null },
    {
      identity,
      run: { signal, resume: checkpoint },
      onStart: ({ steps, seconds }) => {
        const before = { step: from.done + steps, seconds };
        teller = new ProgressTeller(progress, { label: "bootstrap", total: task.draws, before });
      },
      onStep: ({ state: { done }, info }) => {
        if ("failure" in info) failures++;
        teller.tell(done, { stage: "replicates", failures });
      },
    },
  );
  teller.end(from.done + run.steps, { stage: "replicates", failures });
  const { state, status } = gathered(task.draws, run.records, from);
  return task.conclude(state, status);
}
