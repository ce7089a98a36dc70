/** Checks of the options of numerical methods. */
import { option, type OptionCheck, type OptionChecks } from "../errors/index.ts";
import type { AdaptiveOptions } from "./integrate-adaptive.ts";
import type { KronrodOptions } from "./integrate-kronrod.ts";
import type { IntegrateOptions } from "./integrate.ts";
import type { CubicSplineOptions } from "./interpolation/cubic-spline.ts";
import type { InterpolationOptions } from "./interpolation/piecewise-polynomial.ts";
import type { FixedStepOptions } from "./ode/fixed-steps.ts";
import type { KineticOptions, SplittingOptions } from "./ode/symplectic/splitting.ts";
import type { BrentOptions } from "./roots/brent.ts";
import type { NewtonOptions } from "./roots/newton.ts";

/** The numbers of nodes for which there is a rule by Kronrod. */
const kronrodNodes: OptionCheck = option.oneOf(15, 21, 31);

export const integrateChecks: OptionChecks<IntegrateOptions> = { nodes: option.whole(1) };
export const kronrodChecks: OptionChecks<KronrodOptions> = { nodes: kronrodNodes };
export const adaptiveChecks: OptionChecks<AdaptiveOptions> = {
  relativeTolerance: option.notNegative(),
  absoluteTolerance: option.notNegative(),
  maximumPanels: option.whole(1),
  nodes: kronrodNodes,
};

export const interpolationChecks: OptionChecks<InterpolationOptions> = {
  outside: option.choice("extend", "hold", "nan"),
};
export const cubicSplineChecks: OptionChecks<CubicSplineOptions> = {
  ...interpolationChecks,
  boundary: option.choice("natural", "not-a-knot"),
};

export const fixedStepChecks: OptionChecks<FixedStepOptions> = { substeps: option.whole(1) };
export const kineticChecks: OptionChecks<KineticOptions<unknown, unknown>> = { velocity: option.callback };
export const splittingChecks: OptionChecks<SplittingOptions<unknown, unknown>> = {
  ...fixedStepChecks,
  ...kineticChecks,
};

export const brentChecks: OptionChecks<BrentOptions> = {
  tolerance: option.notNegative(),
  maximumSteps: option.whole(1),
};
export const newtonChecks: OptionChecks<NewtonOptions> = {
  relativeTolerance: option.notNegative(),
  absoluteTolerance: option.notNegative(),
  maximumSteps: option.whole(1),
};
