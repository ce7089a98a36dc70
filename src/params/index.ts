/** Parameters of models: what exists, in which shapes, bounds and units, where it starts, and what is known before. */
export * as bijectors from "./bijectors/namespace.ts";
export type { Bijector, VectorBijector } from "./bijectors/index.ts";
export { NO_DEFAULT, type NoDefault } from "./default.ts";
export {
  bounded,
  choice,
  type ChoiceOptions,
  choleskyFactor,
  correlation,
  ordered,
  positive,
  positiveDefinite,
  type PositiveOptions,
  real,
  simplex,
  sumToZero,
  unitVector,
  type VectorOptions,
  whole,
  type WholeOptions,
} from "./forms.ts";
export { type Meaning, Parameter, type ParameterDescription, type ParameterOptions } from "./parameter.ts";
export type { Prior } from "./prior.ts";
export { type ParameterLeaf, type ParameterSpec, Spec, spec, type SpecOptions } from "./spec.ts";
export type { ParameterTree, ParamsOf, StructureOf } from "./spec-types.ts";
export { StructuralParameter } from "./structural.ts";
export {
  type BoundsByPath,
  type Box,
  checkPriorChoice,
  type Coordinate,
  matches,
  numberPaths,
  Space,
  type SpaceOptions,
  type SpecOf,
  unconstrain,
  type UnconstrainOptions,
  withPrior,
} from "./space/index.ts";
