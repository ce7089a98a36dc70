/** The transformations of functions, listed. */

export {
  checkGrads,
  type GradientCheckOptions,
  type GradientCheckRow,
  type GradientReport,
  type DifferentiationMode,
  gradientReport,
} from "./check-grads.ts";
export { firstInfinity, firstNaN } from "./faults/first-nan.ts";
export type { ChosenOf, GradOptions, LooseChosen, Positions } from "./chosen-arguments.ts";
export {
  grad,
  type GradResult,
  type LooseArguments,
  type Objective,
  type ValueAndAux,
  type ValueAndGrad,
  valueAndGrad,
  type ValueAndGradResult,
  type WithAux,
} from "./grad.ts";
export { hvp } from "./hvp.ts";
export * as implicit from "./implicit.ts";
export { hessian, type Jacobian, jacobian, valueAndJacobian, type ValueAndJacobian } from "./jacobian.ts";
export { type TargetName, targetNames } from "../compile/index.ts";
export { jit, type JitArguments, type JitOptions } from "./jit.ts";
export type { NumericFault } from "./faults/numeric-fault.ts";
export { type Jvp, jvp, type LinearMap, linearize } from "./jvp.ts";
export { mapLoop, type MapLoopOptions } from "./map-loop.ts";
export type { TracedProgram } from "../program/print.ts";
export { showCompiled } from "./show-compiled.ts";
export { trace } from "./trace.ts";
export { type Vjp, vjp } from "./vjp.ts";
export { type MapAxes, vmap, type VmapOptions } from "./vmap.ts";
