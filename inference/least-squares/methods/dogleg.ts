/** Dogleg: Powell's trust-region steps between steepest descent and Gauss-Newton. */
import { checkOptions, option, type OptionChecks } from "../../../src/internal.ts";
import { type DoglegPart, doglegStep } from "../linear/dogleg-path.ts";
import type { LeastSquaresMethod } from "./least-squares-method.ts";
import type { StepReport } from "./scaled-iterate.ts";
import {
  firstRadiusHint,
  type TrustRegionOptions,
  trustRegionMethod,
  type TrustRegionState,
} from "./trust-region-method.ts";

/** How the dogleg works; the defaults fit nearly every problem. */
export type DoglegOptions = TrustRegionOptions;

/** What the next step of the dogleg needs. */
export type DoglegState = TrustRegionState;

/** What one step of the dogleg did. */
export interface DoglegInfo extends StepReport {
  /** Where on its path the step ended. */
  readonly part: DoglegPart;
}

/** Checks of the options. */
const checks: OptionChecks<DoglegOptions> = { firstRadius: option.positive(firstRadiusHint) };

/**
 * Powell's dogleg: a step goes straight to the minimum of the linear model where that lies within the trust region, else
 * bends towards it from the steepest descent. One factorisation a Jacobian, however often a step is shortened. Bounds are
 * kept, and units of parameters or residuals change nothing.
 *
 * @throws   OptionError when `firstRadius` is not positive
 * @example
 * ```ts
 * import { type Arr, array, exp } from "fluxion";
 * import { dogleg, leastSquares } from "fluxion/inference";
 * const t = array([0, 1, 2, 3]);
 * const y = array([2, 1.2, 0.7, 0.45]);
 * const residuals = (p: { height: Arr; rate: Arr }) => exp(t.mul(p.rate).neg()).mul(p.height).sub(y);
 * const fit = leastSquares(residuals, { height: 1, rate: 1 }, { method: dogleg() });
 * console.log(fit.status, fit.params.rate.item().toFixed(3)); // → converged 0.511
 * ```
 * @see Powell (1970), A hybrid method for nonlinear equations, in Rabinowitz (ed.), Numerical Methods for Nonlinear
 *      Algebraic Equations; Nocedal & Wright, Numerical Optimization, section 4.1
 */
export function dogleg(options: DoglegOptions = {}): LeastSquaresMethod<DoglegState, DoglegInfo> {
  checkOptions(options, checks, "dogleg");
  return {
    name: "dogleg",
    settings: options,
    bind: (problem) =>
      trustRegionMethod(problem, options, ({ system, box, full }, radius) => {
        const { step, part } = doglegStep(system, box, full, radius);
        return { step, isFull: part === "gauss-newton", note: { part } };
      }),
  };
}
