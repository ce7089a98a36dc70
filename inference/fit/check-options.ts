/** Checks of options that every fit shares: its parameters, its stop rules, how it runs, and a state to go on from. */
import {
  checkOptions,
  describeValue,
  option,
  parameterChecks,
  runCheck,
  type OptionChecks,
  OptionError,
} from "../../src/internal.ts";
import type { Iterate } from "./iterate.ts";
import type { FitOptions } from "./fit-options.ts";
import type { StopRules } from "./judge.ts";

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
  run: runCheck(["progress", "signal", "resume", "target"], {
    seed: "a fit draws nothing by chance; the seed of mini-batches is theirs",
  }),
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
    path: "run.resume",
    expected: `the state of a solution of this fit, with ${size} free number${size === 1 ? "" : "s"}`,
    received: point instanceof Float64Array ? `one with ${point.length}` : describeValue(state),
    ...(!(point instanceof Float64Array) && {
      hint: "JSON does not keep typed arrays: structuredClone does, and run.resume of minimizeAsync saves to a file.",
    }),
  });
}
