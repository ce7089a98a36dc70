/** dormandPrince and dop853: the adaptive Runge-Kutta methods of Dormand and Prince, of orders 5 and 8. */

import type { Widened } from "../../ops/index.ts";
import { dormandPrince5, dormandPrince8 } from "./adaptive/explicit.ts";
import type { AdaptiveSolution, AdaptiveStepOptions } from "./adaptive/options.ts";
import { solveAt } from "./adaptive/solve.ts";
import type { TimeDerivative } from "./rk4.ts";
import type { Times } from "./times.ts";

/**
 * Solves dy/dt = derivative(y, t) by the method of Dormand and Prince: steps of order 5 whose width keeps the estimated error within
 * tolerance, and a polynomial of order 4 at the times between. The last time is met by a step of its own, nothing is evaluated
 * beyond it. Six evaluations a step.
 *
 * A program like any other: it maps (elements that are done wait for the last), compiles, and differentiates in the initial state, the
 * times, and all that the derivative reads. A derivative is that of steps, their widths held fixed, which are fine enough for
 * the derivative as well: its error is held to the same tolerances, also where the solution itself is small or at rest.
 * Failure is a status, and NaN at the times not reached.
 *
 * @param derivative  (state, time) -> a tree like the state, in units of the state per unit of time
 * @param initial     the state at times[0]: a tree of f64 or f32 leaves of any shape
 * @param times       shape [n], ascending or descending: when the state is wanted; the last one ends the integration
 * @param options     relativeTolerance, absoluteTolerance, maximumSteps, firstStep
 * @returns           states, status and numbers of steps
 * @throws            as rk4; OptionError for an option that cannot be
 * @example
 * ```ts
 * import { explainStatus, ode } from "fluxion";
 * const orbit = ode.dormandPrince((s) => ({ x: s.v, v: s.x.neg() }), { x: 1, v: 0 }, [0, 1, Math.PI]);
 * console.log(orbit.states.x.toNested(), explainStatus(orbit.status)); // [ 1, cos 1, -1 ] to 1e-8, Converged.
 * ```
 * @see  Dormand & Prince (1980), J. Comput. Appl. Math. 6, 19; Hairer, Nørsett & Wanner (1993), Solving Ordinary
 *       Differential Equations I, section II.4; ode.dop853 for tight tolerances; ode.rosenbrock for stiff equations
 */
export function dormandPrince<const Initial>(
  derivative: TimeDerivative<Widened<Initial>>,
  initial: Initial,
  times: Times,
  options: AdaptiveStepOptions = {},
): AdaptiveSolution<Widened<Initial>> {
  return solveAt("dormandPrince", dormandPrince5, derivative, initial, times, options);
}

/**
 * As dormandPrince, by the method of order 8 of Dormand and Prince with Hairer's error estimate and a polynomial of order 7: twelve
 * evaluations a step (fifteen where states between the steps are wanted), for smooth equations and tolerances below about 1e-8,
 * such as orbits.
 *
 * @param derivative  (state, time) -> a tree like the state
 * @param initial     the state at times[0]
 * @param times       shape [n], ascending or descending
 * @param options     as for dormandPrince
 * @returns           states, status and numbers of steps
 * @throws            as dormandPrince
 * @example
 * ```ts
 * import { ode } from "fluxion";
 * const orbit = ode.dop853((s) => ({ x: s.v, v: s.x.neg() }), { x: 1, v: 0 }, [0, 2 * Math.PI], {
 *   relativeTolerance: 1e-13,
 *   absoluteTolerance: 1e-13,
 * });
 * console.log(orbit.states.x.slice(-1).item()); // 1, to 1e-12
 * ```
 * @see  Prince & Dormand (1981), J. Comput. Appl. Math. 7, 67; Hairer, Nørsett & Wanner (1993), section II.10
 */
export function dop853<const Initial>(
  derivative: TimeDerivative<Widened<Initial>>,
  initial: Initial,
  times: Times,
  options: AdaptiveStepOptions = {},
): AdaptiveSolution<Widened<Initial>> {
  return solveAt("dop853", dormandPrince8, derivative, initial, times, options);
}
