/** Runs a bound method on the vectors of a fit and gathers what its solution needs. */
import { drive, type DriveEnd } from "../drive/drive.ts";
import type { FitTask } from "./fit-task.ts";
import type { Iterate } from "./iterate.ts";
import { checkResume, checkStopRules } from "./check-options.ts";
import { defaultStop, judge, type StopRules, type Verdict } from "./judge.ts";
import { ProgressTeller, refuseFile, type SavedRun, stateOf } from "../../src/internal.ts";
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

/** Drives a fit from the start of its parameters, or from the state to run.resume, to its solution. */
export function runFit<P, S extends Iterate, I>(task: FitTask<P, S, I>): Solution<P, S, I> {
  const { method, parameters, options, stop } = task;
  const { progress, signal, resume } = options.run ?? {};
  refuseFile(resume, task.question);
  const from = stateOf<S>(resume);
  checkResume(from, parameters.start.length, task.question);
  const began = performance.now();
  const history: I[] = [];
  const teller = new ProgressTeller(progress, { label: labelOf(task), total: null });
  let value = Number.NaN;
  try {
    const end = drive(
      method,
      from ?? method.init(parameters.start),
      { maxSteps: stop.maxSteps, judge: (state: S) => judge(state, stop), signal },
      (record) => {
        history.push(record.info);
        const { point } = record.state;
        ({ value } = record.state);
        options.onStep?.({ ...record, value, params: parameters.paramsAt(point) });
        teller.tellSome(record.step, () => ({ stage: "fit", value }));
      },
    );
    return task.conclude({ end, history, seconds: (performance.now() - began) / 1000 });
  } finally {
    teller.end(history.length, { stage: "fit", value });
  }
}

/** What a fit is called in its progress. */
export function labelOf({ question, methodName }: { readonly question: string; readonly methodName: string }): string {
  return `${question} by ${methodName}`;
}

/** The rules of a fit: the user's where given, else the method's, else the general ones. */
export function stopRules(
  options: { readonly stop?: StopRules | undefined },
  where: string,
  methodStop?: StopRules,
): Required<StopRules> {
  checkStopRules(options.stop, where);
  // A rule that is undefined is none.
  const given = Object.fromEntries(Object.entries(options.stop ?? {}).filter(([, rule]) => rule !== undefined));
  return { ...defaultStop, ...methodStop, ...given };
}
