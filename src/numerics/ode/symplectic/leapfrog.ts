/** leapfrog: the symplectic, time-reversible method of order 2 for separable Hamiltonians. */

import { kineticChecks, splittingChecks } from "../../option-checks.ts";
import { checkOptions } from "../../../errors/index.ts";
import type { ArrLike } from "../../../array/index.ts";
import type { Widened } from "../../../ops/index.ts";
import {
  type Force,
  type KineticOptions,
  type PhaseSpace,
  type SplittingOptions,
  type SplittingScheme,
  splittingSolve,
  splittingStep,
} from "./splitting.ts";
import type { Times } from "../times.ts";

/** Half a drift, a kick, half a drift: one force a step. */
const scheme: SplittingScheme = { drifts: [0.5, 0.5], kicks: [1] };

/**
 * Orbits of the Hamiltonian T(p) + V(q, t) by leapfrog in fixed steps: half a drift, a kick, half a drift. One force a step, error
 * of order h² in the orbit; the energy is wrong by h² at most and does not drift, however long the orbit. Differentiable in the
 * initial state, the times, and all that the force reads.
 *
 * @param force    (position, time) -> -dV/dq, a tree like the momentum; for unit mass the acceleration
 * @param initial  position and momentum at times[0]: trees of one form, f64 or f32 leaves of any shape
 * @param times    shape [n], ascending or descending: when the state is wanted
 * @param options  substeps: steps from each time to the next, 1 by default; velocity: dT/dp, by default the momentum itself
 * @returns        position and momentum at all times, each leaf with a leading axis of n
 * @throws         TreeError or ShapeError naming the leaf where force or velocity have another form; DTypeError for an integer
 *                 state; ShapeError or ParameterError when the times are no ordered vector or substeps no positive integer
 * @example
 * ```ts
 * import { ode } from "fluxion";
 * const orbit = ode.leapfrog((x) => x.neg(), { position: 1, momentum: 0 }, [0, 2 * Math.PI], { substeps: 1000 });
 * console.log(orbit.position.toNested()); // [ 1, 1 ], to 1e-10
 * ```
 * @see  Hairer, Lubich & Wanner (2006), Geometric Numerical Integration, chapters I and VI; yoshida4
 */
export function leapfrog<const Position, const Momentum>(
  force: Force<Widened<Position>, Widened<Momentum>>,
  initial: PhaseSpace<Position, Momentum>,
  times: Times,
  options: SplittingOptions<Widened<Position>, Widened<Momentum>> = {},
): PhaseSpace<Widened<Position>, Widened<Momentum>> {
  checkOptions(options, splittingChecks, "leapfrog");
  return splittingSolve("leapfrog", scheme, force, initial, times, options);
}

/**
 * One step of leapfrog, for loops of one's own.
 *
 * @param force    as for leapfrog
 * @param state    position and momentum at `time`
 * @param time     scalar
 * @param width    scalar; the step with -width leads back to the start
 * @param options  velocity, as for leapfrog
 * @returns        position and momentum at time + width
 * @throws         TreeError, ShapeError or DTypeError as leapfrog
 * @example
 * ```ts
 * import { scan, ode } from "fluxion";
 * const start = { position: 1, momentum: 0 };
 * const { carry } = scan((s) => ode.leapfrogStep((x) => x.neg(), s, 0, 0.01), start, { length: 100 });
 * console.log(carry.position.item()); // cos 1, to 1e-5
 * ```
 */
export function leapfrogStep<const Position, const Momentum>(
  force: Force<Widened<Position>, Widened<Momentum>>,
  state: PhaseSpace<Position, Momentum>,
  time: ArrLike,
  width: ArrLike,
  options: KineticOptions<Widened<Position>, Widened<Momentum>> = {},
): PhaseSpace<Widened<Position>, Widened<Momentum>> {
  checkOptions(options, kineticChecks, "leapfrogStep");
  return splittingStep("leapfrogStep", scheme, force, state, time, width, options);
}
