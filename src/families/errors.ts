/** What went wrong, as classes: every error of Fluxion is a `FluxionError` of one of these. */
export {
  AxisError,
  CompileError,
  DataError,
  DerivativeError,
  DTypeError,
  type ErrorDetails,
  FitError,
  IndexError,
  NumericError,
  OptionError,
  ParameterError,
  ShapeError,
  TracerError,
  TreeError,
} from "../errors/index.ts";
