/** Errors: data first, one renderer. */
export { callSite } from "./call-site.ts";
export type { ErrorDetails } from "./error-details.ts";
export {
  AxisError,
  CompileError,
  DataError,
  DerivativeError,
  DTypeError,
  FitError,
  FluxionError,
  IndexError,
  NumericError,
  OptionError,
  ParameterError,
  ShapeError,
  TracerError,
  TreeError,
} from "./fluxion-error.ts";
export { describeBytes, describeShape, describeType, describeValue } from "./describe.ts";
export { nearestName } from "./nearest-name.ts";
export { checkOptions, type OptionCheck, type OptionChecks, withDefaults } from "./option-checks.ts";
export * as option from "./option-checks.ts";
