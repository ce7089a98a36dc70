/** Retrace: goes the way of a march again, in steps of the widths that it found. This is what is differentiated. */

import { arange, type Arr } from "../../../array/index.ts";
import {
  add,
  cast,
  cond,
  emit,
  equal,
  less,
  logicalAnd,
  mul,
  scan,
  stopGradient,
  sub,
  where,
} from "../../../ops/index.ts";
import { evaluate } from "../../../interpreters/evaluate.ts";
import type { FlatState } from "../../flat-state.ts";
import { hasLanded, type Journey, marchForWidths, type March, splitStep, stepProgramOf } from "./march.ts";
import { type Piece, restingPiece, whereReached } from "./pieces.ts";
import type { ProbeKind } from "./probes.ts";

interface Place {
  readonly time: Arr;
  readonly state: FlatState;
  readonly slope: FlatState;
}

/** A way gone again. */
export interface Retraced {
  readonly pieces: Piece;
  /** The state at the end; NaN where it is not reached. */
  readonly final: FlatState;
  readonly march: March;
}

/** The way in pieces, and where it ends; their derivative is that of the steps, whose widths are held fixed but for the last one, which ends at the end. */
export function retrace(journey: Journey, probes: readonly ProbeKind[]): Retraced {
  const { method, slopeProgram, reads, state, start, end, maximumSteps } = journey;
  const fixed = (values: readonly Arr[]): Arr[] => values.map((value) => stopGradient(value));
  const held: Journey = {
    ...journey,
    reads: fixed(reads),
    state: fixed(state),
    start: stopGradient(start),
    end: stopGradient(end),
  };
  const { widths, march } = marchForWidths(held, probes);
  const landed = hasLanded(march, held.end);
  const stepProgram = stepProgramOf(journey);
  const slopeAt = (at: FlatState, time: Arr): FlatState => evaluate(slopeProgram, [...reads, ...at, time]);
  // Where nothing moves the slope may have no value, and no derivative either.
  const slope = cond(
    less(0, march.accepted),
    () => slopeAt(state, start),
    () => fixed(slopeAt(fixed(state), stopGradient(start))).map((leaf) => where(equal(leaf, leaf), leaf, 0)),
  );
  const { degree } = method;
  const { carry, ys } = scan(
    (place: Place, { index, width }: { index: Arr; width: Arr }) => {
      const { next, piece } = cond(
        less(index, march.accepted),
        () => {
          const isLast = logicalAnd(landed, equal(index, sub(march.accepted, 1)));
          const whole = where(isLast, sub(end, place.time), width);
          const operands = [...reads, place.time, whole, ...place.state, ...place.slope];
          const step = splitStep(evaluate(stepProgram, operands), state.length, method);
          const next: Place = {
            time: where(isLast, end, add(place.time, width)),
            state: step.next,
            slope: step.slope,
          };
          return { next, piece: { time: place.time, width: whole, state: place.state, dense: step.dense } };
        },
        () => ({ next: place, piece: restingPiece(place.time, place.state, place.slope, degree) }),
      );
      return emit(next, piece);
    },
    { time: start, state, slope },
    { xs: { index: arange(maximumSteps, { dtype: "i32" }), width: stopGradient(widths) } },
  );
  // Without a step the end moves the state along the slope all the same.
  const rest = sub(end, carry.time);
  const final = carry.state.map((leaf, i) =>
    whereReached(landed, add(leaf, mul(carry.slope[i]!, cast(rest, leaf.dtype)))),
  );
  return { pieces: ys, final, march };
}
