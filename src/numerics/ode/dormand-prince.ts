/** dormandPrince: the adaptive Runge-Kutta method of orders 5 and 4, with a polynomial between its steps. */

import { adaptiveStepChecks } from "../option-checks.ts";
import type { Arr } from "../../array/index.ts";
import { checkOptions, ParameterError } from "../../errors/index.ts";
import {
  abs,
  add,
  cast,
  cond,
  div,
  emit,
  greater,
  less,
  lessEqual,
  logicalAnd,
  logicalNot,
  logicalOr,
  maximum,
  mul,
  reshape,
  scan,
  stopGradient,
  sub,
  take,
  where,
  type Widened,
} from "../../ops/index.ts";
import { asArr } from "../../ops/operands.ts";
import { zerosOf } from "../../array/zeros.ts";
import { unflatten } from "../../tree/index.ts";
import { locate } from "../interpolation/locate.ts";
import { solverStatus } from "../status.ts";
import { type FlatState, stateOf } from "../flat-state.ts";
import { flowOf } from "./flow.ts";
import type { TimeDerivative } from "./rk4.ts";
import { firstWidth, nextWidth, type StepMemory } from "./step-control.ts";
import { type Times, timesOf } from "./times.ts";
import { isAccepted, scaledSize, type TrialStep, trialStepOf } from "./trial-step.ts";

/** How closely to follow the solution, and how long. */
export interface AdaptiveStepOptions {
  /** Error tolerated in a step, relative to the size of each element; 1e-8 unless given. */
  readonly relativeTolerance?: number;
  /** … plus this, in the unit of the state; 1e-10 unless given. */
  readonly absoluteTolerance?: number;
  /** Most steps from the first time to the last, refused ones included; 1000 unless given. Memory grows with it. */
  readonly maximumSteps?: number;
  /** Width of the first step, in the unit of time; estimated unless given. */
  readonly firstStep?: number;
}

/** Where a solution went, and how the way was. */
export interface AdaptiveSolution<S> {
  /** The states at all times, each leaf with a leading axis of n; NaN at times that were not reached. */
  readonly states: S;
  /** A code of `solverStatus`, i32[]: converged, stepsExhausted, stepTooSmall or nonFinite. */
  readonly status: Arr;
  /** Number of accepted steps, i32[]. */
  readonly accepted: Arr;
  /** Number of refused steps, i32[]. */
  readonly refused: Arr;
}

/** What is carried from step to step. */
interface Progress {
  readonly time: Arr;
  /** Width proposed for the next step, signed. */
  readonly width: Arr;
  readonly state: FlatState;
  readonly slope: FlatState;
  readonly memory: StepMemory;
  readonly running: Arr;
  readonly status: Arr;
  readonly accepted: Arr;
  readonly refused: Arr;
}

/** One step as a polynomial: state + width sum_j dense[j] theta^(j + 1), theta from 0 to 1 over the step. */
interface Piece {
  readonly time: Arr;
  readonly width: Arr;
  readonly state: FlatState;
  readonly dense: readonly FlatState[];
}

/**
 * Solves dy/dt = derivative(y, t) by the method of Dormand and Prince: steps of order 5 whose width keeps the estimated error within
 * tolerance, and a polynomial of order 4 at the times between. The last time is met by a step of its own, nothing is evaluated
 * beyond it. Six evaluations a step.
 *
 * A program like any other, of at most maximumSteps steps; those not needed are skipped, but under vmap all elements take as many as
 * the bound says. Differentiable in the initial state, the times, and all that the derivative reads: the derivative is that
 * of the steps as they were taken, their widths held fixed. Failure is a status, and NaN at the times not reached.
 *
 * @param derivative  (state, time) -> a tree like the state, in units of the state per unit of time
 * @param initial     the state at times[0]: a tree of f64 or f32 leaves of any shape
 * @param times       shape [n], ascending or descending: when the state is wanted; the last one ends the integration
 * @returns           states, status and numbers of steps
 * @throws            as rk4; ParameterError when maximumSteps is no positive integer
 * @example
 * ```ts
 * import { dormandPrince, explainStatus } from "fluxion";
 * const orbit = dormandPrince((s) => ({ x: s.v, v: s.x.neg() }), { x: 1, v: 0 }, [0, 1, Math.PI]);
 * console.log(orbit.states.x.toNested(), explainStatus(orbit.status)); // [ 1, cos 1, -1 ] to 1e-8, Converged.
 * ```
 * @see  Dormand & Prince (1980), J. Comput. Appl. Math. 6, 19; Hairer, Nørsett & Wanner (1993), Solving Ordinary
 *       Differential Equations I, section II.4
 */
export function dormandPrince<const Initial>(
  derivative: TimeDerivative<Widened<Initial>>,
  initial: Initial,
  times: Times,
  options: AdaptiveStepOptions = {},
): AdaptiveSolution<Widened<Initial>> {
  checkOptions(options, adaptiveStepChecks, "dormandPrince");
  const caller = "dormandPrince";
  const { relativeTolerance = 1e-8, absoluteTolerance = 1e-10, maximumSteps = 1000, firstStep } = options;
  if (!Number.isInteger(maximumSteps) || maximumSteps < 1) {
    throw new ParameterError({
      where: caller,
      path: "maximumSteps",
      expected: "an integer >= 1",
      received: String(maximumSteps),
    });
  }
  const tolerances = { relative: relativeTolerance, absolute: absoluteTolerance };
  const wanted = timesOf(caller, times);
  const form = stateOf(caller, "initial", initial);
  const flow = flowOf(caller, derivative, form);
  const [start, end] = [wanted.slice(0), wanted.slice(-1)];
  const firstSlope = flow.slope(flow.reads, form.leaves, start);
  const span = sub(end, start);
  // Where there is no slope to start with, nothing moves and the status says so.
  const known = stopGradient(less(scaledSize(firstSlope, form.leaves.map(abs), tolerances), Infinity));
  const slope = firstSlope.map((leaf) => where(known, leaf, 0));
  const width =
    firstStep === undefined
      ? firstWidth(flow, form, slope, start, span, tolerances)
      : where(less(stopGradient(span), 0), -Math.abs(firstStep), Math.abs(firstStep));
  const begin: Progress = {
    time: start,
    width,
    state: form.leaves,
    slope,
    memory: { accepted: asArr(1e-4), refused: cast(0, "bool") },
    running: known,
    status: cast(where(known, solverStatus.stepsExhausted, solverStatus.nonFinite), "i32"),
    accepted: cast(0, "i32"),
    refused: cast(0, "i32"),
  };
  const trial = trialStepOf(flow, tolerances);
  const { carry, ys } = scan(
    (progress: Progress) => {
      const { next, piece } = cond(
        progress.running,
        () => takeStep(progress, trial, end),
        () => ({ next: progress, piece: rest(progress) }),
      );
      return emit(next, piece);
    },
    begin,
    { length: maximumSteps },
  );
  const states = evaluatePieces(ys, wanted, span, carry.time);
  const { status, accepted, refused } = carry;
  return { states: unflatten(form.structure, states) as Widened<Initial>, status, accepted, refused };
}

/** Tries one step, and keeps it or not. */
function takeStep(progress: Progress, trial: TrialStep, end: Arr): { next: Progress; piece: Piece } {
  const { time, state, slope, memory, accepted, refused } = progress;
  const proposed = stopGradient(progress.width);
  const remaining = sub(end, time);
  // A step that would leave less than a hundredth of itself goes to the end; the end alone may move with the times.
  const lands = lessEqual(abs(stopGradient(remaining)), mul(abs(proposed), 1.01));
  const width = where(lands, remaining, proposed);
  const tried = trial(time, width, state, slope);
  const errorSize = stopGradient(tried.errorSize);
  const within = isAccepted(errorSize);
  const fixedWidth = stopGradient(width);
  const after = nextWidth(fixedWidth, errorSize, within, memory);
  const keep = (yes: FlatState, no: FlatState): FlatState => yes.map((leaf, i) => where(within, leaf, no[i]!));
  const zeroed = (values: FlatState): FlatState => values.map((leaf) => where(within, leaf, 0));

  const arrived = logicalAnd(within, lands);
  // A step of a few spacings of the floating-point numbers around does not move the time any more.
  const smallest = mul(maximum(abs(stopGradient(time)), abs(stopGradient(end))), 4 * Number.EPSILON);
  const stuck = logicalAnd(logicalNot(arrived), lessEqual(abs(after), smallest));
  const finite = less(errorSize, Infinity);
  const failure = where(stuck, solverStatus.stepTooSmall, solverStatus.stepsExhausted);
  const status = where(arrived, solverStatus.converged, where(finite, failure, solverStatus.nonFinite));
  return {
    next: {
      time: where(within, where(lands, end, add(time, width)), time),
      width: after,
      state: keep(tried.next, state),
      slope: keep(tried.slope, slope),
      memory: {
        accepted: where(within, maximum(errorSize, 1e-4), memory.accepted),
        refused: logicalNot(within),
      },
      running: logicalNot(logicalOr(arrived, stuck)),
      status: cast(status, "i32"),
      accepted: add(accepted, cast(within, "i32")),
      refused: add(refused, cast(logicalNot(within), "i32")),
    },
    piece: { time, width: where(within, width, 1), state, dense: tried.dense.map(zeroed) },
  };
}

/** After the end: the tangent there, so that a time that equals the end still moves the state. */
function rest({ time, state, slope }: Progress): Piece {
  const none = state.map((leaf) => zerosOf(leaf));
  return { time, width: asArr(1), state, dense: [slope, none, none, none] };
}

/** The states at the wanted times, from the stack of pieces; NaN beyond the time that was reached. */
function evaluatePieces(pieces: Piece, wanted: Arr, span: Arr, reached: Arr): FlatState {
  const direction = where(less(stopGradient(span), 0), -1, 1);
  const index = locate(mul(pieces.time, direction), mul(wanted, direction), pieces.time.size - 1);
  const theta = div(sub(wanted, take(pieces.time, index)), take(pieces.width, index));
  const width = take(pieces.width, index);
  const beyond = greater(mul(stopGradient(wanted), direction), mul(stopGradient(reached), direction));
  return pieces.state.map((stack, leaf) => {
    const components = (values: Arr): Arr => reshape(values, [wanted.size, ...stack.shape.slice(1).map(() => 1)]);
    const at = cast(components(theta), stack.dtype);
    const polynomial = pieces.dense
      .map((coefficients) => take(coefficients[leaf]!, index))
      .reduceRight((higher, lower) => add(mul(higher, at), lower));
    const moved = mul(mul(polynomial, at), cast(components(width), stack.dtype));
    return where(components(beyond), Number.NaN, add(take(stack, index), moved));
  });
}
