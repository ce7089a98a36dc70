/** Runs a bound method on the vectors of a fit and gathers what its solution needs. */
import { drive, type DriveEnd } from "./drive.ts";
import type { FitOptions } from "./fit-options.ts";
import type { Method } from "./method.ts";
import type { Iterate } from "./problem/iterate.ts";
import { defaultStop, judge, type StopRules, type Verdict } from "./problem/judge.ts";
import type { FitParameters } from "./problem/parameters.ts";

/** A finished run. */
export interface FitRun<S, I> {
  readonly end: DriveEnd<S, Verdict>;
  readonly history: readonly I[];
  /** Wall time, seconds. */
  readonly seconds: number;
}

/** Drives the method from the start of the parameters, or from the state to resume. */
export function runFit<P, S extends Iterate, I>(
  method: Method<Float64Array, S, I>,
  parameters: FitParameters<P>,
  options: FitOptions<P, S, I>,
  methodStop?: StopRules,
): FitRun<S, I> {
  const began = performance.now();
  const stop = stopRules(options, methodStop);
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
  return { end, history, seconds: (performance.now() - began) / 1000 };
}

/** The rules of a fit: the user's where given, else the method's, else the general ones. */
export function stopRules(
  options: { readonly stop?: StopRules | undefined },
  methodStop?: StopRules,
): Required<StopRules> {
  return { ...defaultStop, ...methodStop, ...options.stop };
}
