/** Checks of the options that say which parameters are free, within which bounds, and how they are mapped to all real numbers. */
import { option, type OptionChecks } from "../../errors/index.ts";
import type { SpaceOptions } from "./space.ts";
import type { UnconstrainOptions } from "./unconstrain.ts";

/** What the parameters allow is checked where they are read. */
export const parameterChecks: OptionChecks<SpaceOptions<unknown>> = {
  spec: option.object,
  bounds: option.object,
  free: option.whereRead,
};

/** Bijectors are checked where they meet their parameters. */
export const unconstrainChecks: OptionChecks<UnconstrainOptions<unknown>> = {
  ...parameterChecks,
  constraints: option.object,
  prior: option.choice("spec", "function"),
};
