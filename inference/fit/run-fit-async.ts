/** Runs a fit without blocking: with progress, cancellation and checkpoints. */
import type { FitTask } from "./fit-task.ts";
import { checkResume } from "./check-options.ts";
import type { Iterate } from "./iterate.ts";
import { judge } from "./judge.ts";
import { labelOf } from "./run-fit.ts";
import type { Solution } from "../solution/solution.ts";
import { checkpointOf, stateOf } from "../../src/internal.ts";
import { runSteps } from "../drive/run-steps.ts";

/** Runs a fit to its solution; `stop.maxSteps` counts from its beginning, checkpoints included. */
export async function runFitAsync<P, S extends Iterate, I>(task: FitTask<P, S, I>): Promise<Solution<P, S, I>> {
  const { method, methodName, question, parameters, options, stop } = task;
  const { progress, signal, resume, target = "wasm" } = options.run ?? {};
  const checkpoint = checkpointOf(resume);
  const from = stateOf<S>(resume);
  checkResume(from, parameters.start.length, `${question}Async`);
  const identity = {
    question,
    method: methodName,
    options: { settings: task.settings, target },
    parameters: parameters.coordinates.map(({ path }) => path),
    inputs: checkpoint === undefined ? "" : task.functionDigest(),
  };
  const run = await runSteps(
    method,
    () => from ?? method.init(parameters.start),
    { maxSteps: stop.maxSteps, judge: (state: S) => judge(state, stop) },
    {
      label: labelOf(task),
      stage: ({ value }) => ({ stage: "fit", value }),
      identity,
      run: { progress, signal, resume: checkpoint },
      onStep: (record) => {
        const { value, point } = record.state;
        options.onStep?.({ ...record, value, params: parameters.paramsAt(point) });
      },
    },
  );
  return task.conclude({ end: run, history: run.records, seconds: run.seconds, saved: run.saved });
}
