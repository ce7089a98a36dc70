/** rk4: the classical Runge-Kutta method of order 4, in fixed steps. */

import { fixedStepChecks } from "../option-checks.ts";
import { checkOptions } from "../../errors/index.ts";
import type { Arr, ArrLike } from "../../array/index.ts";
import { add, cast, mul, type Widened } from "../../ops/index.ts";
import { asArr } from "../../ops/operands.ts";
import { unflatten } from "../../tree/index.ts";
import { fixedSteps, type FixedStepOptions, type FlatStep } from "./fixed-steps.ts";
import { advance, combine, type FlatState, slopeOf, type State, stateOf } from "../flat-state.ts";
import { type Times, timesOf } from "./times.ts";

/** The right-hand side of dy/dt = f(y, t): a tree like the state. */
export type TimeDerivative<S> = (state: S, time: Arr) => S;

/**
 * Solves dy/dt = derivative(y, t) by the classical Runge-Kutta method in fixed steps: four evaluations a step, global error of
 * order h⁴. Differentiable in the initial state, the times, and all that the derivative reads.
 *
 * @param derivative  (state, time) -> a tree like the state, in units of the state per unit of time
 * @param initial     the state at times[0]: a tree of f64 or f32 leaves of any shape
 * @param times       shape [n], ascending or descending: when the state is wanted
 * @param options     substeps: steps from each time to the next, 1 by default
 * @returns           the states at all times: a tree like the state, each leaf with a leading axis of n
 * @throws            TreeError or ShapeError naming the leaf where the derivative is not like the state; DTypeError for an integer
 *                    state; ShapeError or ParameterError when the times are no ordered vector or substeps no positive integer
 * @example
 * ```ts
 * import { ode } from "fluxion";
 * const { x } = ode.rk4((s) => ({ x: s.v, v: s.x.neg() }), { x: 1, v: 0 }, [0, Math.PI], { substeps: 100 });
 * console.log(x.toNested()); // [ 1, -1 ], to 1e-8
 * ```
 * @see  Hairer, Nørsett & Wanner (1993), Solving Ordinary Differential Equations I, section II.1; dormandPrince, which chooses
 *       its steps; leapfrog, for long orbits
 */
export function rk4<const Initial>(
  derivative: TimeDerivative<Widened<Initial>>,
  initial: Initial,
  times: Times,
  options: FixedStepOptions = {},
): Widened<Initial> {
  checkOptions(options, fixedStepChecks, "rk4");
  const state = stateOf("rk4", "initial", initial);
  const step = stepOf("rk4", derivative, state);
  const states = fixedSteps("rk4", step, state.leaves, timesOf("rk4", times), options);
  return unflatten(state.structure, states) as Widened<Initial>;
}

/**
 * One step of rk4, for loops of one's own.
 *
 * @param derivative  as for rk4
 * @param state       the state at `time`
 * @param time        scalar
 * @param width       scalar; negative goes back
 * @returns           the state at time + width
 * @throws            TreeError, ShapeError or DTypeError as rk4
 * @example
 * ```ts
 * import { array, ode } from "fluxion";
 * console.log(ode.rk4Step((y) => y, array(1), 0, 0.1).item()); // 1.1051708…, e^0.1 to 1e-7
 * ```
 */
export function rk4Step<const S>(
  derivative: TimeDerivative<Widened<S>>,
  state: S,
  time: ArrLike,
  width: ArrLike,
): Widened<S> {
  const flat = stateOf("rk4Step", "state", state);
  const step = stepOf("rk4Step", derivative, flat);
  const next = step(flat.leaves, cast(asArr(time), "f64"), cast(asArr(width), "f64"));
  return unflatten(flat.structure, next) as Widened<S>;
}

/** k1 … k4 at 0, h/2, h/2 and h, weighted 1/6, 1/3, 1/3, 1/6. */
function stepOf<S>(where: string, derivative: TimeDerivative<S>, form: State): FlatStep {
  const slope = (state: FlatState, time: Arr): FlatState =>
    slopeOf(where, "derivative", form, derivative(unflatten(form.structure, state) as S, time));
  return (state, time, width) => {
    const half = mul(width, 0.5);
    const middle = add(time, half);
    const k1 = slope(state, time);
    const k2 = slope(advance(state, half, k1), middle);
    const k3 = slope(advance(state, half, k2), middle);
    const k4 = slope(advance(state, width, k3), add(time, width));
    return advance(state, mul(width, 1 / 6), combine([1, 2, 2, 1], [k1, k2, k3, k4]));
  };
}
