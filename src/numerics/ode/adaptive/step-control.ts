/** Step control: how wide the next step should be, from how wrong this one and the one before it were. */

import type { Arr } from "../../../array/index.ts";
import {
  abs,
  clip,
  div,
  less,
  logicalOr,
  maximum,
  minimum,
  mul,
  pow,
  stopGradient,
  sub,
  where,
} from "../../../ops/index.ts";
import { advance, type FlatState } from "../../flat-state.ts";
import type { Method, Slope } from "./method.ts";
import { scaledSize, tolerated, type Tolerances } from "./tolerances.ts";

// Hairer, Nørsett & Wanner (1993), section II.4 and their code DOPRI5: a PI controller, a step grows tenfold or shrinks fivefold at most.
const safety = 0.9;
const [largestGrowth, largestShrink] = [10, 5];

/** What the controller keeps from one step to the next. */
export interface StepMemory {
  /** Error size of the last accepted step, not below 1e-4. */
  readonly accepted: Arr;
  /** Whether the last trial was refused: then the next step does not grow. */
  readonly refused: Arr;
}

/** The width after a step of `width` with this error: width / (errorSize^exponent / accepted^stabilisation / safety). */
export function nextWidth(
  { errorOrder, stabilisation }: Method,
  width: Arr,
  errorSize: Arr,
  isWithin: Arr,
  { accepted, refused }: StepMemory,
): Arr {
  const finite = less(errorSize, Infinity);
  const size = where(finite, maximum(errorSize, 1e-12), 1);
  const wanted = div(pow(size, 1 / errorOrder - 0.75 * stabilisation), safety);
  const heeded = stabilisation === 0 ? wanted : div(wanted, pow(accepted, stabilisation));
  const divisor = clip(heeded, 1 / largestGrowth, largestShrink);
  const grown = div(width, where(refused, maximum(divisor, 1), divisor));
  const shrunk = div(width, where(finite, minimum(wanted, largestShrink), largestShrink));
  return where(isWithin, grown, shrunk);
}

/**
 * A first width, from the sizes of state, slope and an estimate of the second derivative (Hairer, Nørsett & Wanner, section II.4).
 * Signed as `span` is.
 */
export function firstWidth(
  { errorOrder }: Method,
  slopeAt: Slope,
  state: FlatState,
  slope: FlatState,
  time: Arr,
  span: Arr,
  tolerances: Tolerances,
): Arr {
  const scales = tolerated(state.map(abs), tolerances);
  const length = abs(span);
  const direction = where(less(span, 0), -1, 1);
  const [stateSize, slopeSize] = [scaledSize(state, scales), scaledSize(slope, scales)];
  const tiny = logicalOr(less(stateSize, 1e-5), less(slopeSize, 1e-5));
  const guess = minimum(where(tiny, 1e-6, div(mul(stateSize, 0.01), where(tiny, 1, slopeSize))), length);
  const ahead = mul(guess, direction);
  const later = slopeAt(advance(state, ahead, slope), time.add(ahead));
  const change = scaledSize(
    later.map((each, i) => sub(each, slope[i]!)),
    scales,
  );
  const curvature = maximum(slopeSize, div(change, where(guess.greater(0), guess, 1)));
  const flat = less(curvature, 1e-15);
  const byCurvature = where(
    flat,
    maximum(1e-6, mul(guess, 1e-3)),
    pow(div(0.01, where(flat, 1, curvature)), 1 / errorOrder),
  );
  // Where the second slope is not finite the guess stands, and the trial will tell.
  const wide = minimum(mul(guess, 100), where(less(change, Infinity), byCurvature, guess));
  return stopGradient(mul(minimum(wide, length), direction));
}
