/** Ordinary differential equations. */
export type { AdaptiveSolution, AdaptiveStepOptions } from "./adaptive/options.ts";
export { type AdaptiveMethod, dense, type DenseOptions, type DenseSolution, type TimeSpan } from "./dense.ts";
export { dop853, dormandPrince } from "./dormand-prince.ts";
export {
  type CrossingDirection,
  type EventEnd,
  type EventFunction,
  type EventOptions,
  type Events,
  events,
  until,
  type UntilOptions,
} from "./events.ts";
export type { FixedStepOptions } from "./fixed-steps.ts";
export { rk4, rk4Step, type TimeDerivative } from "./rk4.ts";
export { rosenbrock } from "./rosenbrock.ts";
export { kahanLi8, kahanLi8Step } from "./symplectic/kahan-li8.ts";
export { leapfrog, leapfrogStep } from "./symplectic/leapfrog.ts";
export type { Force, KineticOptions, PhaseSpace, SplittingOptions } from "./symplectic/splitting.ts";
export { yoshida4, yoshida4Step } from "./symplectic/yoshida4.ts";
export type { Times } from "./times.ts";
