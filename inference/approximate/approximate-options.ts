/** Options that every approximation of a density shares. */
import type { TargetName } from "../../src/index.ts";
import { option, unconstrainChecks, type UnconstrainOptions, type OptionChecks } from "../../src/internal.ts";
import { targetCheck } from "../problem/target-check.ts";

/** What may be said of any approximation. */
export interface ApproximateOptions<P> extends UnconstrainOptions<P> {
  /** Steps after which a climb to the mode gives up. Default 1000. */
  readonly maxSteps?: number | undefined;
  /** Ends the climb before its next step once aborted. */
  readonly signal?: AbortSignal | undefined;
  /** Where the log density runs. Default: compiled to WebAssembly. */
  readonly target?: TargetName | undefined;
}

/** Checks of them. */
export const approximateChecks: OptionChecks<ApproximateOptions<unknown>> = {
  ...unconstrainChecks,
  maxSteps: option.fromZero,
  signal: option.abortSignal,
  target: targetCheck,
};
