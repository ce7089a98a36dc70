/** Options that every approximation of a density shares. */
import {
  option,
  runCheck,
  unconstrainChecks,
  type RunOf,
  type UnconstrainOptions,
  type OptionChecks,
} from "../../src/internal.ts";

/** What may be said of any approximation. */
export interface ApproximateOptions<P> extends UnconstrainOptions<P> {
  /** Steps after which a climb to the mode gives up. Default 1000. */
  readonly maxSteps?: number | undefined;
  /** How it runs. */
  readonly run?: RunOf<"progress" | "signal" | "target"> | undefined;
}

/** Checks of them. */
export const approximateChecks: OptionChecks<ApproximateOptions<unknown>> = {
  ...unconstrainChecks,
  maxSteps: option.fromZero,
  run: runCheck(["progress", "signal", "target"], { seed: "the mode is not drawn by chance; draws(count, seed) are" }),
};
