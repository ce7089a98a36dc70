/** yoshida4: the symplectic, time-reversible method of order 4 for separable Hamiltonians, three leapfrogs in a row. */

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

// Leapfrogs of widths w, 1 - 2 w, w, whose errors of order h³ cancel: 2 w³ + (1 - 2 w)³ = 0.
const outer = 1 / (2 - Math.cbrt(2));
const middle = 1 - 2 * outer;

/** Adjacent drifts of the three leapfrogs are one. */
const scheme: SplittingScheme = {
  drifts: [outer / 2, (outer + middle) / 2, (outer + middle) / 2, outer / 2],
  kicks: [outer, middle, outer],
};

/**
 * Orbits of the Hamiltonian T(p) + V(q, t) by Yoshida's method in fixed steps: three forces a step, error of order h⁴ in the orbit;
 * the energy is wrong by h⁴ at most and does not drift. The middle part of a step goes back by 1.7 of its width, so steps must be
 * shorter than leapfrog's for the same stability. Differentiable as leapfrog is.
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
 * const orbit = ode.yoshida4((x) => x.neg(), { position: 1, momentum: 0 }, [0, 2 * Math.PI], { substeps: 100 });
 * console.log(orbit.momentum.slice(-1).item()); // 0, to 1e-5
 * ```
 * @see  Yoshida (1990), Phys. Lett. A 150, 262
 */
export function yoshida4<const Position, const Momentum>(
  force: Force<Widened<Position>, Widened<Momentum>>,
  initial: PhaseSpace<Position, Momentum>,
  times: Times,
  options: SplittingOptions<Widened<Position>, Widened<Momentum>> = {},
): PhaseSpace<Widened<Position>, Widened<Momentum>> {
  checkOptions(options, splittingChecks, "yoshida4");
  return splittingSolve("yoshida4", scheme, force, initial, times, options);
}

/**
 * One step of yoshida4, for loops of one's own.
 *
 * @param force    as for yoshida4
 * @param state    position and momentum at `time`
 * @param time     scalar
 * @param width    scalar; the step with -width leads back to the start
 * @param options  velocity, as for yoshida4
 * @returns        position and momentum at time + width
 * @throws         TreeError, ShapeError or DTypeError as leapfrog
 * @example
 * ```ts
 * import { array, ode } from "fluxion";
 * const next = ode.yoshida4Step((x) => x.neg(), { position: array([1, 0]), momentum: array([0, 1]) }, 0, 0.1);
 * console.log(next.position.toNested()); // [ cos 0.1, sin 0.1 ], to 1e-6
 * ```
 */
export function yoshida4Step<const Position, const Momentum>(
  force: Force<Widened<Position>, Widened<Momentum>>,
  state: PhaseSpace<Position, Momentum>,
  time: ArrLike,
  width: ArrLike,
  options: KineticOptions<Widened<Position>, Widened<Momentum>> = {},
): PhaseSpace<Widened<Position>, Widened<Momentum>> {
  checkOptions(options, kineticChecks, "yoshida4Step");
  return splittingStep("yoshida4Step", scheme, force, state, time, width, options);
}
