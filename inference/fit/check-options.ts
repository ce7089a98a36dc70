/** Checks of options that every fit shares: its parameters, its stop rules, what surrounds it, and a state to go on from. */
import {
  checkOptions,
  describeValue,
  option,
  checkpointChecks,
  parameterChecks,
  type OptionChecks,
  OptionError,
} from "../../src/internal.ts";
import type { Iterate } from "./iterate.ts";
import { targetCheck } from "../problem/target-check.ts";
import type { FitOptions } from "./fit-options.ts";
import type { StopRules } from "./judge.ts";
import type { LongFitOptions } from "./run-fit-async.ts";

/** Checks of the stop rules. */
const stopChecks: OptionChecks<StopRules> = {
  maxSteps: option.fromZero,
  valueTolerance: option.fromZero,
  valueScale: option.fromZero,
  stepTolerance: option.fromZero,
  gradientTolerance: option.fromZero,
};

/** Checks of what may be said of any fit. */
export const fitChecks: OptionChecks<FitOptions<unknown, Iterate, unknown>> = {
  ...parameterChecks,
  stop: option.nested(stopChecks),
  onStep: option.callback,
  signal: option.abortSignal,
  resume: option.whereRead,
  target: targetCheck,
};

/** Checks of what surrounds a run that takes long. */
export const longChecks: OptionChecks<LongFitOptions> = {
  progress: option.having(["update", "end"], "a listener, such as progressBar(process.stderr)"),
  checkpoint: option.nested(checkpointChecks),
};

/** @throws OptionError naming a rule that does not exist, or is no number from zero */
export function checkStopRules(rules: StopRules | undefined, where: string): void {
  checkOptions(rules, stopChecks, where, "stop");
}

/**
 * A state to go on from belongs to a fit of as many numbers.
 *
 * @throws OptionError saying how states are kept
 */
export function checkResume(state: unknown, size: number, where: string): void {
  if (state === undefined) return;
  const point = typeof state === "object" && state !== null && "point" in state ? state.point : undefined;
  if (point instanceof Float64Array && point.length === size) return;
  throw new OptionError({
    where,
    path: "resume",
    expected: `the state of a solution of this fit, with ${size} free number${size === 1 ? "" : "s"}`,
    received: point instanceof Float64Array ? `one with ${point.length}` : describeValue(state),
    ...(!(point instanceof Float64Array) && {
      hint: "JSON does not keep typed arrays: structuredClone does, and the option checkpoint of minimizeAsync saves to a file.",
    }),
  });
}
