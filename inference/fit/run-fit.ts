/** Runs a bound method on the vectors of a fit and gathers what its solution needs. */
import { drive, type DriveEnd } from "../drive/drive.ts";
import type { FitTask } from "./fit-task.ts";
import type { Iterate } from "./iterate.ts";
import { checkResume, checkStopRules } from "./check-options.ts";
import { defaultStop, judge, type StopRules, type Verdict } from "./judge.ts";
import type { SavedRun } from "../../src/internal.ts";
import type { Solution } from "../solution/solution.ts";

/** A finished run. */
export interface FitRun<S, I> {
  readonly end: DriveEnd<S, Verdict>;
  readonly history: readonly I[];
  /** Wall time, seconds. */
  readonly seconds: number;
  /** The checkpoint that holds its end, if one was asked for. */
  readonly saved?: SavedRun | null;
}

/** Drives a fit from the start of its parameters, or from the state to resume, to its solution. */
export function runFit<P, S extends Iterate, I>(task: FitTask<P, S, I>): Solution<P, S, I> {
  const { method, parameters, options, stop } = task;
  checkResume(options.resume, parameters.start.length, task.question);
  const began = performance.now();
  const history: I[] = [];
  const end = drive(
    method,
    options.resume ?? method.init(parameters.start),
    { maxSteps: stop.maxSteps, judge: (state: S) => judge(state, stop), signal: options.signal },
    (record) => {
      history.push(record.info);
      const { value, point } = record.state;
      options.onStep?.({ ...record, value, params: parameters.paramsAt(point) });
    },
  );
  return task.conclude({ end, history, seconds: (performance.now() - began) / 1000 });
}

/** The rules of a fit: the user's where given, else the method's, else the general ones. */
export function stopRules(
  options: { readonly stop?: StopRules | undefined },
  where: string,
  methodStop?: StopRules,
): Required<StopRules> {
  checkStopRules(options.stop, where);
  return { ...defaultStop, ...methodStop, ...options.stop };
}
