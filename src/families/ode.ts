/** Ordinary differential equations: adaptive and fixed steps, symplectic steps. */
export {
  type AdaptiveSolution,
  type AdaptiveStepOptions,
  dormandPrince,
  type FixedStepOptions,
  type Force,
  type KineticOptions,
  leapfrog,
  leapfrogStep,
  type PhaseSpace,
  rk4,
  rk4Step,
  type SplittingOptions,
  type TimeDerivative,
  type Times,
  yoshida4,
  yoshida4Step,
} from "../numerics/index.ts";
