/** March: goes from the start to the end in steps as wide as the tolerance allows. Nothing here is differentiated. */

import { arange, array, type Arr } from "../../../array/index.ts";
import {
  abs,
  add,
  cast,
  cond,
  emit,
  equal,
  greater,
  less,
  lessEqual,
  logicalAnd,
  logicalNot,
  logicalOr,
  maximum,
  mul,
  notEqual,
  scan,
  sub,
  where,
  whileLoop,
} from "../../../ops/index.ts";
import { asArr } from "../../../ops/operands.ts";
import { zerosOf } from "../../../array/zeros.ts";
import { pushForward } from "../../../interpreters/push-forward.ts";
import { evaluate } from "../../../interpreters/evaluate.ts";
import { traceClosed } from "../../../program/close.ts";
import type { Program } from "../../../program/program.ts";
import type { FlatState } from "../../flat-state.ts";
import { solverStatus } from "../../status.ts";
import type { Method, Step, StepStart } from "./method.ts";
import { directionOf, type Piece, recordPiece, restingPiece } from "./pieces.ts";
import { type Probe, type ProbeKind, probeStep, readsAlong, startProbe } from "./probes.ts";
import { firstWidth, nextWidth, type StepMemory } from "./step-control.ts";
import { scaledSize, tolerated, type Tolerances } from "./tolerances.ts";

/** What is solved: an equation, a state at a time, and how far and how closely. */
export interface Journey {
  readonly method: Method;
  /** Takes what the equation reads, the state and the time; returns the slope. */
  readonly slopeProgram: Program;
  readonly reads: readonly Arr[];
  readonly state: FlatState;
  readonly start: Arr;
  readonly end: Arr;
  readonly tolerances: Tolerances;
  readonly maximumSteps: number;
  readonly firstStep: number | undefined;
  /** When to stop before the end. */
  readonly stop?: StopRule | undefined;
}

/** Whether to stop within a step, and what has to be known of the step before. */
export interface StopRule {
  /** Of a state at a time. */
  readonly value: (state: FlatState, time: Arr) => Arr;
  /** Whether the value crosses within a piece that begins at `before`. */
  readonly crosses: (before: Arr, piece: Piece, next: { readonly time: Arr; readonly state: FlatState }) => Arr;
}

/** What is carried from step to step. */
interface Progress {
  readonly time: Arr;
  /** Width proposed for the next step, signed. */
  readonly width: Arr;
  readonly state: FlatState;
  readonly slope: FlatState;
  readonly probes: readonly Probe[];
  readonly memory: StepMemory;
  readonly stopValue: Arr;
  readonly running: Arr;
  readonly status: Arr;
  readonly accepted: Arr;
  readonly refused: Arr;
}

/** How a march went. */
export interface March {
  /** The time that was reached. */
  readonly reached: Arr;
  /** A code of solverStatus. */
  readonly status: Arr;
  readonly accepted: Arr;
  readonly refused: Arr;
}

/** A step that was tried. */
interface Tried {
  readonly next: Progress;
  readonly piece: Piece;
  readonly isAccepted: Arr;
}

class Marching {
  readonly #journey: Journey;
  readonly #probes: readonly ProbeKind[];
  readonly #stepProgram: Program;
  readonly #reads: readonly Arr[];
  readonly #readTangents: readonly ReturnType<typeof readsAlong>[];

  constructor(journey: Journey, probes: readonly ProbeKind[]) {
    this.#journey = journey;
    this.#probes = probes;
    this.#reads = journey.reads;
    this.#stepProgram = stepProgramOf(journey);
    this.#readTangents = probes.map((kind) => readsAlong(kind, journey.reads));
  }

  begin(): Progress {
    const { method, slopeProgram, reads, state, start, end, tolerances, firstStep, stop } = this.#journey;
    const slopeAt = (at: FlatState, time: Arr): FlatState => evaluate(slopeProgram, [...reads, ...at, time]);
    const firstSlope = slopeAt(state, start);
    const span = sub(end, start);
    // Where there is no slope to start with, nothing moves and the status says so.
    const known = less(scaledSize(firstSlope, tolerated(state.map(abs), tolerances)), Infinity);
    const slope = firstSlope.map((leaf) => where(known, leaf, 0));
    const width =
      firstStep === undefined
        ? firstWidth(method, slopeAt, state, slope, start, span, tolerances)
        : mul(directionOf(span), Math.abs(firstStep));
    const moves = notEqual(span, 0);
    return {
      time: start,
      width,
      state,
      slope,
      probes: this.#probes.map((kind) => startProbe(kind, slopeProgram, reads, state, start)),
      memory: { accepted: asArr(1e-4), refused: cast(0, "bool") },
      stopValue: stop === undefined ? asArr(0) : stop.value(state, start),
      running: logicalAnd(known, moves),
      status: cast(
        where(known, where(moves, solverStatus.stepsExhausted, solverStatus.converged), solverStatus.nonFinite),
        "i32",
      ),
      accepted: cast(0, "i32"),
      refused: cast(0, "i32"),
    };
  }

  /** Tries one step, and keeps it or not. */
  advance(progress: Progress): Tried {
    const { method, end, stop } = this.#journey;
    const { time, state, slope, memory, accepted, refused, probes } = progress;
    const proposed = progress.width;
    const remaining = sub(end, time);
    // A step that would leave less than a hundredth of itself goes to the end.
    const lands = lessEqual(abs(remaining), mul(abs(proposed), 1.01));
    const width = where(lands, remaining, proposed);
    const { step, errorSize, probes: moved } = this.#try({ time, width, state, slope }, probes);
    const within = lessEqual(errorSize, 1);
    const after = nextWidth(method, width, errorSize, within, memory);
    const keep = (yes: FlatState, no: FlatState): FlatState => yes.map((leaf, i) => where(within, leaf, no[i]!));

    const next = { time: where(lands, end, add(time, width)), state: step.next };
    const piece = { time, width, state, dense: step.dense };
    const stops = stop === undefined ? cast(0, "bool") : stop.crosses(progress.stopValue, piece, next);
    const arrived = logicalAnd(within, logicalOr(lands, stops));
    // A step of a few spacings of the floating-point numbers around does not move the time any more.
    const smallest = maximum(mul(abs(time), 4 * Number.EPSILON), 1e-300);
    const stuck = logicalAnd(logicalNot(arrived), lessEqual(abs(after), smallest));
    const finite = less(errorSize, Infinity);
    const failure = where(stuck, solverStatus.stepTooSmall, solverStatus.stepsExhausted);
    const status = where(arrived, solverStatus.converged, where(finite, failure, solverStatus.nonFinite));
    return {
      next: {
        time: where(within, next.time, time),
        width: after,
        state: keep(step.next, state),
        slope: keep(step.slope, slope),
        probes: probes.map((probe, i) => ({
          state: keep(moved[i]!.state, probe.state),
          slope: keep(moved[i]!.slope, probe.slope),
          largest: keep(moved[i]!.largest, probe.largest),
        })),
        memory: {
          accepted: where(within, maximum(errorSize, 1e-4), memory.accepted),
          refused: logicalNot(within),
        },
        stopValue:
          stop === undefined ? progress.stopValue : where(within, stop.value(step.next, next.time), progress.stopValue),
        running: logicalNot(logicalOr(arrived, stuck)),
        status: cast(status, "i32"),
        accepted: add(accepted, cast(within, "i32")),
        refused: add(refused, cast(logicalNot(within), "i32")),
      },
      piece,
      isAccepted: within,
    };
  }

  /** A step of the state and of its probes; the size of the error is the largest of theirs. */
  #try(start: StepStart, probes: readonly Probe[]): { step: Step; errorSize: Arr; probes: readonly Probe[] } {
    const { method, tolerances, state: form } = this.#journey;
    const operands = [...this.#reads, start.time, start.width, ...start.state, ...start.slope];
    const stepOf = (leaves: readonly Arr[]): Step => splitStep(leaves, form.length, method);
    const step = stepOf(evaluate(this.#stepProgram, operands));
    const scales = tolerated(
      start.state.map((leaf, i) => maximum(abs(leaf), abs(step.next[i]!))),
      tolerances,
    );
    const sizes = [method.errorSize(step.errors.map((error) => scaledSize(error, scales)))];
    const moved = probes.map((probe, k) => {
      const kind = this.#probes[k]!;
      const pushed = pushForward(
        this.#stepProgram,
        operands,
        [...this.#readTangents[k]!, null, null, ...probe.state, ...probe.slope],
        "forward",
      );
      const tangents = stepOf(pushed.tangents.map((tangent, i) => tangent ?? zerosOf(pushed.outputs[i]!)));
      const probed = probeStep(kind, probe, tangents, scales, tolerances);
      sizes.push(method.errorSize(probed.errorSizes));
      return probed.probe;
    });
    return { step, errorSize: sizes.reduce(maximum), probes: moved };
  }
}

/** Takes reads, time, width, state and slope; returns next, slope, errors and dense, one after the other. */
export function stepProgramOf({ method, slopeProgram, reads, state }: Journey): Program {
  const types = [...reads, asArr(0), asArr(0), ...state, ...state].map(({ shape, dtype }) => ({ shape, dtype }));
  return traceClosed(types, (inputs) => {
    const own = inputs.slice(0, reads.length);
    const [time, width, ...rest] = inputs.slice(reads.length) as [Arr, Arr, ...Arr[]];
    const step = method.step((at, now) => evaluate(slopeProgram, [...own, ...at, now]), {
      time,
      width,
      state: rest.slice(0, state.length),
      slope: rest.slice(state.length),
    });
    return [...step.next, ...step.slope, ...step.errors.flat(), ...step.dense.flat()];
  });
}

/** A step from what the program of it returns. */
export function splitStep(leaves: readonly Arr[], count: number, { degree }: Method): Step {
  const groups = Array.from({ length: leaves.length / count }, (_, i) => leaves.slice(i * count, (i + 1) * count));
  return {
    next: groups[0]!,
    slope: groups[1]!,
    errors: groups.slice(2, groups.length - degree),
    dense: groups.slice(groups.length - degree),
  };
}

const reportOf = ({ time, status, accepted, refused }: Progress): March => ({
  reached: time,
  status,
  accepted,
  refused,
});

/** The state at the end; NaN where it is not reached. */
export function marchToEnd(journey: Journey): { state: FlatState; march: March } {
  const marching = new Marching(journey, []);
  const end = whileLoop(
    (progress: Progress) => progress.running,
    (progress: Progress): Progress => marching.advance(progress).next,
    marching.begin(),
    { maxSteps: journey.maximumSteps },
  );
  const march = reportOf(end);
  const landed = hasLanded(march, journey.end);
  return { state: end.state.map((leaf) => where(landed, leaf, Number.NaN)), march };
}

/** The states at the wanted times, in shape [n]; a loop that ends with the march. NaN at times that are not reached. */
export function marchTo(journey: Journey, wanted: Arr): { states: FlatState; march: March } {
  const marching = new Marching(journey, []);
  const direction = directionOf(sub(journey.end, journey.start));
  const atStart = equal(wanted, journey.start);
  const recorded: FlatState = journey.state.map((leaf) => {
    const here = atStart.reshape([wanted.size, ...leaf.shape.map(() => 1)]);
    return where(here, leaf, cast(Number.NaN, leaf.dtype));
  });
  const end = whileLoop(
    ({ progress }) => progress.running,
    ({ progress, states }) => {
      const { next, piece, isAccepted } = marching.advance(progress);
      return { progress: next, states: recordPiece(states, wanted, direction, piece, next, isAccepted) };
    },
    { progress: marching.begin(), states: recorded },
    { maxSteps: journey.maximumSteps },
  );
  return { states: end.states, march: reportOf(end.progress) };
}

/** All pieces of the way, in a stack of maximumSteps; a slot of a refused step holds what the next one overwrites. */
export function marchInPieces(journey: Journey): { pieces: Piece; march: March } {
  const marching = new Marching(journey, []);
  const { degree } = journey.method;
  const { carry, ys } = scan(
    (progress: Progress) => {
      const { next, piece } = cond(
        progress.running,
        () => {
          const { next, piece, isAccepted } = marching.advance(progress);
          const resting = restingPiece(piece.time, piece.state, progress.slope, degree);
          const kept = piece.dense.map((each, j) =>
            each.map((leaf, i) => where(isAccepted, leaf, resting.dense[j]![i]!)),
          );
          return { next, piece: { ...piece, width: where(isAccepted, piece.width, 1), dense: kept } };
        },
        () => ({ next: progress, piece: restingPiece(progress.time, progress.state, progress.slope, degree) }),
      );
      return emit(next, piece);
    },
    marching.begin(),
    { length: journey.maximumSteps },
  );
  return { pieces: ys, march: reportOf(carry) };
}

/** The widths of the accepted steps, in a stack of maximumSteps, chosen for derivatives too. */
export function marchForWidths(journey: Journey, probes: readonly ProbeKind[]): { widths: Arr; march: March } {
  const marching = new Marching(journey, probes);
  const slots = arange(journey.maximumSteps, { dtype: "i32" });
  const end = whileLoop(
    ({ progress }) => progress.running,
    ({ progress, widths }) => {
      const { next, piece, isAccepted } = marching.advance(progress);
      const here = logicalAnd(equal(slots, progress.accepted), isAccepted);
      return { progress: next, widths: where(here, piece.width, widths) };
    },
    { progress: marching.begin(), widths: array(new Float64Array(journey.maximumSteps)) },
    { maxSteps: journey.maximumSteps },
  );
  return { widths: end.widths, march: reportOf(end.progress) };
}

/** Whether the march has come to the end of its span, and not stopped before. */
export const hasLanded = ({ reached, status }: March, end: Arr): Arr =>
  logicalAnd(equal(reached, end), logicalNot(greater(status, 0)));
