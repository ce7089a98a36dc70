/** Runs a fit without blocking: with progress, cancellation and checkpoints. */
import type { FitTask } from "./fit-task.ts";
import type { Iterate } from "./iterate.ts";
import { judge } from "./judge.ts";
import type { Solution } from "../solution/solution.ts";
import type { CheckpointOptions, ProgressListener } from "../../src/internal.ts";
import { runSteps } from "../drive/run-steps.ts";

/** What surrounds a fit that takes long. */
export interface LongFitOptions {
  /** Hears how far the fit is: `progressBar(process.stderr)`. */
  readonly progress?: ProgressListener | undefined;
  /** Where the fit is saved every so often, and from where the same fit goes on when it is there. */
  readonly checkpoint?: CheckpointOptions | undefined;
}

/** Runs a fit to its solution; `stop.maxSteps` counts from its beginning, checkpoints included. */
export async function runFitAsync<P, S extends Iterate, I>(
  task: FitTask<P, S, I>,
  { progress, checkpoint }: LongFitOptions,
): Promise<Solution<P, S, I>> {
  const { method, methodName, question, parameters, options, stop } = task;
  const identity = {
    question,
    method: methodName,
    options: task.settings,
    parameters: parameters.coordinates.map(({ path }) => path),
    inputs: checkpoint === undefined ? "" : task.functionDigest(),
  };
  const run = await runSteps(
    method,
    () => options.resume ?? method.init(parameters.start),
    { maxSteps: stop.maxSteps, judge: (state: S) => judge(state, stop), signal: options.signal },
    {
      label: `${question} by ${methodName}`,
      progress,
      note: ({ state }) => `value ${state.value.toPrecision(7)}`,
      checkpoint: checkpoint === undefined ? undefined : { ...checkpoint, identity },
      onStep: (record) => {
        const { value, point } = record.state;
        options.onStep?.({ ...record, value, params: parameters.paramsAt(point) });
      },
    },
  );
  return task.conclude({ end: run, history: run.records, seconds: run.seconds, saved: run.saved });
}
