/** rosenbrock: an adaptive method for stiff equations. */

import type { Widened } from "../../ops/index.ts";
import type { AdaptiveSolution, AdaptiveStepOptions } from "./adaptive/options.ts";
import { rodas5p } from "./adaptive/rosenbrock-step.ts";
import { solveAt } from "./adaptive/solve.ts";
import type { TimeDerivative } from "./rk4.ts";
import type { Times } from "./times.ts";

/**
 * Solves dy/dt = derivative(y, t) for stiff equations, whose fast parts have long decayed and would hold an explicit method to tiny
 * steps: the Rosenbrock method Rodas5P of order 5, A-stable and stiffly accurate, with a polynomial of order 4 between its steps. Eight
 * evaluations, one Jacobian (exact, by forward mode) and eight linear solves of all unknowns a step: n³ operations, for up to
 * some hundreds of unknowns.
 *
 * Maps, compiles and differentiates as dormandPrince does, by steps that are fine enough for the derivative as well.
 *
 * @param derivative  (state, time) -> a tree like the state, in units of the state per unit of time; twice differentiable
 * @param initial     the state at times[0]: a tree of f64 or f32 leaves of any shape
 * @param times       shape [n], ascending or descending: when the state is wanted; the last one ends the integration
 * @param options     as for dormandPrince; unknowns of very different sizes need an absoluteTolerance below the smallest that matters
 * @returns           states, status and numbers of steps
 * @throws            as dormandPrince
 * @example
 * ```ts
 * import { ode } from "fluxion";
 * // y' = -1e6 (y - cos t): within a microsecond on the cosine, and then along it.
 * const { states, accepted } = ode.rosenbrock((y, t) => y.sub(t.cos()).mul(-1e6), 0, [0, 10]);
 * console.log(states.slice(-1).item(), accepted.item() < 200); // cos 10, to 1e-6; true
 * ```
 * @see  Steinebach (2023), BIT Numer. Math. 63, 27; Hairer & Wanner (1996), Solving Ordinary Differential Equations II, section IV.7
 */
export function rosenbrock<const Initial>(
  derivative: TimeDerivative<Widened<Initial>>,
  initial: Initial,
  times: Times,
  options: AdaptiveStepOptions = {},
): AdaptiveSolution<Widened<Initial>> {
  return solveAt("rosenbrock", rodas5p, derivative, initial, times, options);
}
