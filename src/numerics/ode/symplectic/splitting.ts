/** Splitting: symplectic steps of a separable Hamiltonian T(p) + V(q), made of drifts along dT/dp and kicks along -dV/dq. */

import type { Arr, ArrLike } from "../../../array/index.ts";
import { add, cast, mul, type Widened } from "../../../ops/index.ts";
import { asArr } from "../../../ops/operands.ts";
import { unflatten } from "../../../tree/index.ts";
import { fixedSteps, type FixedStepOptions, type FlatStep } from "../fixed-steps.ts";
import { advance, slopeOf, type State, stateOf } from "../../flat-state.ts";
import { type Times, timesOf } from "../times.ts";

/** A point of phase space: position and momentum are trees of one form. */
export interface PhaseSpace<Position, Momentum = Position> {
  readonly position: Position;
  /** Momentum; for unit mass, velocity. */
  readonly momentum: Momentum;
}

/** -dV/dq: the rate of change of the momentum, a tree like it. */
export type Force<Position, Momentum> = (position: Position, time: Arr) => Momentum;

/** What a step needs besides the force. */
export interface KineticOptions<Position, Momentum> {
  /** dT/dp: the rate of change of the position, a tree like it. The momentum itself (unit mass) unless given. */
  readonly velocity?: (momentum: Momentum) => Position;
}

/** How finely to step, and how momentum moves the position. */
export interface SplittingOptions<Position, Momentum> extends FixedStepOptions, KineticOptions<Position, Momentum> {}

/** Widths of drifts and kicks in turn, as fractions of the step: one drift more than kicks, each list with sum 1. */
export interface SplittingScheme {
  readonly drifts: readonly number[];
  readonly kicks: readonly number[];
}

/** All states at the given times, stacked. */
export function splittingSolve<Position, Momentum>(
  where: string,
  scheme: SplittingScheme,
  force: Force<Widened<Position>, Widened<Momentum>>,
  initial: PhaseSpace<Position, Momentum>,
  times: Times,
  options: SplittingOptions<Widened<Position>, Widened<Momentum>>,
): PhaseSpace<Widened<Position>, Widened<Momentum>> {
  const position = stateOf(where, "initial.position", initial.position);
  const momentum = stateOf(where, "initial.momentum", initial.momentum);
  const step = stepOf(where, scheme, force, options, position, momentum);
  const count = position.leaves.length;
  const states = fixedSteps(where, step, [...position.leaves, ...momentum.leaves], timesOf(where, times), options);
  return {
    position: unflatten(position.structure, states.slice(0, count)) as Widened<Position>,
    momentum: unflatten(momentum.structure, states.slice(count)) as Widened<Momentum>,
  };
}

/** One step. */
export function splittingStep<Position, Momentum>(
  where: string,
  scheme: SplittingScheme,
  force: Force<Widened<Position>, Widened<Momentum>>,
  state: PhaseSpace<Position, Momentum>,
  time: ArrLike,
  width: ArrLike,
  options: KineticOptions<Widened<Position>, Widened<Momentum>>,
): PhaseSpace<Widened<Position>, Widened<Momentum>> {
  const position = stateOf(where, "state.position", state.position);
  const momentum = stateOf(where, "state.momentum", state.momentum);
  const step = stepOf(where, scheme, force, options, position, momentum);
  const [start, span] = [cast(asArr(time), "f64"), cast(asArr(width), "f64")];
  const next = step([...position.leaves, ...momentum.leaves], start, span);
  const count = position.leaves.length;
  return {
    position: unflatten(position.structure, next.slice(0, count)) as Widened<Position>,
    momentum: unflatten(momentum.structure, next.slice(count)) as Widened<Momentum>,
  };
}

/** The state is the leaves of the position, then those of the momentum. */
function stepOf<Position, Momentum>(
  where: string,
  { drifts, kicks }: SplittingScheme,
  force: Force<Position, Momentum>,
  { velocity }: KineticOptions<Position, Momentum>,
  positionForm: State,
  momentumForm: State,
): FlatStep {
  const count = positionForm.leaves.length;
  return (state, time, width) => {
    let position = state.slice(0, count);
    let momentum = state.slice(count);
    let now = time;
    drifts.forEach((drift, i) => {
      const moved = unflatten(momentumForm.structure, momentum);
      const rate = velocity === undefined ? moved : velocity(moved as Momentum);
      const length = mul(width, drift);
      position = [...advance(position, length, slopeOf(where, "velocity", positionForm, rate))];
      // Time moves with the position, so that a potential may depend on it.
      now = add(now, length);
      const kick = kicks[i];
      if (kick === undefined) return;
      const pull = force(unflatten(positionForm.structure, position) as Position, now);
      momentum = [...advance(momentum, mul(width, kick), slopeOf(where, "force", momentumForm, pull))];
    });
    return [...position, ...momentum];
  };
}
