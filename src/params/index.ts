/** Parameters of models: what exists, in which bounds and units, and where it starts. */
export * as bijectors from "./bijector.ts";
export type { Bijector } from "./bijector.ts";
export { bounded, Parameter, type ParameterOptions, positive, type PositiveOptions, real } from "./parameter.ts";
export {
  type ParameterLeaf,
  type ParameterSpec,
  type ParameterTree,
  type ParamsOf,
  type Spec,
  spec,
  type SpecOptions,
} from "./spec.ts";
export { type TreeBijector, unconstrained } from "./unconstrained.ts";
