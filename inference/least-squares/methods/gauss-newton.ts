/** Gauss-Newton: least squares through exact Jacobians, bounded, with a trust region for when it starts from far. */
import { checkOptions, option, type OptionChecks } from "../../../src/internal.ts";
import type { LeastSquaresMethod } from "./least-squares-method.ts";
import { dampedStep } from "../linear/damped-step.ts";
import type { StepReport } from "./scaled-iterate.ts";
import {
  firstRadiusHint,
  type TrustRegionOptions,
  trustRegionMethod,
  type TrustRegionState,
} from "./trust-region-method.ts";

/** How Gauss-Newton works; the defaults fit nearly every problem. */
export type GaussNewtonOptions = TrustRegionOptions;

/** What the next step of Gauss-Newton needs. */
export type GaussNewtonState = TrustRegionState;

/** What one step of Gauss-Newton did. */
export interface GaussNewtonInfo extends StepReport {
  /** Damping of the step; zero for plain Gauss-Newton. */
  readonly damping: number;
}

/** Checks of the options. */
const checks: OptionChecks<GaussNewtonOptions> = { firstRadius: option.positive(firstRadiusHint) };

/**
 * Gauss-Newton with the linear problem solved exactly over the bounds. Near a solution every step is the plain one; far
 * from it a trust region shortens and damps it as Levenberg-Marquardt does. Directions that the residuals cannot see are
 * left alone, and units of parameters or residuals change nothing.
 *
 * @throws   OptionError when `firstRadius` is not positive
 * @example
 * ```ts
 * import { type Arr, array, exp } from "fluxion";
 * import { gaussNewton, leastSquares } from "fluxion/inference";
 * const t = array([0, 1, 2, 3]);
 * const y = array([2, 1.2, 0.7, 0.45]);
 * const residuals = (p: { height: Arr; rate: Arr }) => exp(t.mul(p.rate).neg()).mul(p.height).sub(y);
 * const fit = leastSquares(residuals, { height: 1, rate: 1 }, { method: gaussNewton() });
 * console.log(fit.status, fit.params.rate.item().toFixed(3)); // → converged 0.511
 * ```
 * @see Moré (1978) for the trust region; Stark & Parker (1995) for the bounds
 */
export function gaussNewton(options: GaussNewtonOptions = {}): LeastSquaresMethod<GaussNewtonState, GaussNewtonInfo> {
  checkOptions(options, checks, "gaussNewton");
  return {
    name: "gauss-newton",
    settings: options,
    bind: (problem) =>
      trustRegionMethod(problem, options, ({ system, box, full }, radius) => {
        const { step, damping } = dampedStep(system, box, full, radius);
        return { step, isFull: damping === 0, note: { damping } };
      }),
  };
}
