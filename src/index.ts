/** Fluxion: differentiable modelling. Arrays, trees, operations, transformations. */

// First, so that every primitive family is evaluated before the operations and primitives that refer to each other.
import "./primitives/index.ts";
import { installMethods } from "./ops/methods.ts";

installMethods();

export {
  AxisError,
  CompileError,
  DataError,
  DerivativeError,
  DTypeError,
  type ErrorDetails,
  FitError,
  FluxionError,
  IndexError,
  ParameterError,
  ShapeError,
  TracerError,
  TreeError,
} from "./errors/index.ts";
export {
  arange,
  Arr,
  array,
  type ArrayData,
  type ArrayOptions,
  type ArrLike,
  type BasicIndex,
  type DType,
  eye,
  type FillOptions,
  fromNdarray,
  full,
  type IndexRange,
  linspace,
  type Nested,
  type NestedNumbers,
  newAxis,
  type NumericArray,
  ones,
  onesLike,
  type Shape,
  type TypedArray,
  zeros,
  zerosLike,
} from "./array/index.ts";
export * from "./tree/index.ts";
export * from "./numerics/index.ts";
export * from "./ops/index.ts";
export * from "./params/index.ts";
export * from "./transforms/index.ts";
