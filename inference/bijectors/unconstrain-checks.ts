/** Checks of the options of unconstrained coordinates. */
import { option, type OptionChecks } from "../../src/errors/index.ts";
import { parameterChecks } from "../problem/parameter-checks.ts";
import type { UnconstrainOptions } from "./unconstrain.ts";

/** Bijectors are checked where they meet their parameters. */
export const unconstrainChecks: OptionChecks<UnconstrainOptions<unknown>> = {
  ...parameterChecks,
  constraints: option.object,
};
