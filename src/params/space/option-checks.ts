/** Checks of the options that say which parameters are free, within which bounds, and how they are mapped to all real numbers. */
import { option, type OptionChecks } from "../../errors/index.ts";
import type { SpaceOptions } from "./space.ts";
import type { UnconstrainOptions } from "./unconstrain.ts";

/** What the parameters allow is checked where they are read. */
export const parameterChecks: OptionChecks<SpaceOptions<unknown>> = {
  spec: option.madeBy("spec({ … })", "lowerBounds"),
  bounds: option.record(option.whereRead, 'bounds by path, such as { "halo.mass": [0, 10] }'),
  free: option.each(option.text),
};

/** Bijectors are checked where they meet their parameters. */
export const unconstrainChecks: OptionChecks<UnconstrainOptions<unknown>> = {
  ...parameterChecks,
  constraints: option.record(option.whereRead, "bijectors by path"),
  prior: option.choice("spec", "function"),
};
