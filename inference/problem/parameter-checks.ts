/** Checks of the options that say which parameters are free, and where. */
import { option, type OptionChecks } from "../../src/errors/index.ts";
import type { ParameterOptions } from "./parameters.ts";

/** What the parameters allow is checked where they are read. */
export const parameterChecks: OptionChecks<ParameterOptions<unknown>> = {
  spec: option.object,
  bounds: option.object,
  free: option.whereRead,
};
