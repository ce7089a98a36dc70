/** kahanLi8: a symplectic, time-reversible method of order 8 for separable Hamiltonians, seventeen leapfrogs in a row. */

import { kineticChecks, splittingChecks } from "../../option-checks.ts";
import { checkOptions } from "../../../errors/index.ts";
import type { ArrLike } from "../../../array/index.ts";
import type { Widened } from "../../../ops/index.ts";
import type { Times } from "../times.ts";
import {
  type Force,
  type KineticOptions,
  type PhaseSpace,
  type SplittingOptions,
  type SplittingScheme,
  splittingSolve,
  splittingStep,
} from "./splitting.ts";

// Widths of the first nine leapfrogs (Kahan & Li 1997, method s17odr8a); the others mirror them.
const half = [
  0.13020248308889007, 0.5611629817751084, -0.38947496264484727, 0.1588419065551556, -0.39590389413323757,
  0.1845396409783157, 0.25837438768632204, 0.2950117236093103, -0.6055085338300346,
];
const kicks = [...half, ...half.slice(0, -1).reverse()];

/** Adjacent drifts of the leapfrogs are one. */
const scheme: SplittingScheme = {
  drifts: Array.from({ length: kicks.length + 1 }, (_, i) => ((kicks[i - 1] ?? 0) + (kicks[i] ?? 0)) / 2),
  kicks,
};

/**
 * Orbits of the Hamiltonian T(p) + V(q, t) by Kahan and Li's composition in fixed steps: seventeen forces a step, error of order h⁸ in the
 * orbit; the energy is wrong by h⁸ at most and does not drift. For long orbits of smooth forces to many digits; its steps may be an
 * order of magnitude longer than leapfrog's. Differentiable as leapfrog is.
 *
 * @param force    (position, time) -> -dV/dq, a tree like the momentum; for unit mass the acceleration
 * @param initial  position and momentum at times[0]: trees of one form, f64 or f32 leaves of any shape
 * @param times    shape [n], ascending or descending: when the state is wanted
 * @param options  substeps: steps from each time to the next, 1 by default; velocity: dT/dp, by default the momentum itself
 * @returns        position and momentum at all times, each leaf with a leading axis of n
 * @throws         as leapfrog
 * @example
 * ```ts
 * import { ode } from "fluxion";
 * const orbit = ode.kahanLi8((x) => x.neg(), { position: 1, momentum: 0 }, [0, 2 * Math.PI], { substeps: 20 });
 * console.log(orbit.position.slice(-1).item()); // 1, to 1e-12
 * ```
 * @see  Kahan & Li (1997), Math. Comp. 66, 1089; Hairer, Lubich & Wanner (2006), Geometric Numerical Integration, section V.3
 */
export function kahanLi8<const Position, const Momentum>(
  force: Force<Widened<Position>, Widened<Momentum>>,
  initial: PhaseSpace<Position, Momentum>,
  times: Times,
  options: SplittingOptions<Widened<Position>, Widened<Momentum>> = {},
): PhaseSpace<Widened<Position>, Widened<Momentum>> {
  checkOptions(options, splittingChecks, "kahanLi8");
  return splittingSolve("kahanLi8", scheme, force, initial, times, options);
}

/**
 * One step of kahanLi8, for loops of one's own.
 *
 * @param force    as for kahanLi8
 * @param state    position and momentum at `time`
 * @param time     scalar
 * @param width    scalar; the step with -width leads back to the start
 * @param options  velocity, as for kahanLi8
 * @returns        position and momentum at time + width
 * @throws         TreeError, ShapeError or DTypeError as leapfrog
 * @example
 * ```ts
 * import { array, ode } from "fluxion";
 * const next = ode.kahanLi8Step((x) => x.neg(), { position: array([1, 0]), momentum: array([0, 1]) }, 0, 0.1);
 * console.log(next.position.toNested()); // [ cos 0.1, sin 0.1 ], to 1e-15
 * ```
 */
export function kahanLi8Step<const Position, const Momentum>(
  force: Force<Widened<Position>, Widened<Momentum>>,
  state: PhaseSpace<Position, Momentum>,
  time: ArrLike,
  width: ArrLike,
  options: KineticOptions<Widened<Position>, Widened<Momentum>> = {},
): PhaseSpace<Widened<Position>, Widened<Momentum>> {
  checkOptions(options, kineticChecks, "kahanLi8Step");
  return splittingStep("kahanLi8Step", scheme, force, state, time, width, options);
}
