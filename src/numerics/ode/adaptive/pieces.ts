/** Pieces: a solution as a list of polynomials, one a step. */

import type { Arr } from "../../../array/index.ts";
import { zerosOf } from "../../../array/zeros.ts";
import {
  add,
  cast,
  div,
  equal,
  greater,
  greaterEqual,
  less,
  lessEqual,
  logicalAnd,
  mul,
  reshape,
  stopGradient,
  sub,
  take,
  where,
} from "../../../ops/index.ts";
import { combine, type FlatState } from "../../flat-state.ts";
import { locate } from "../../interpolation/locate.ts";

/** One step as a polynomial: state + sum_j dense[j] theta^(j + 1), theta from 0 to 1 over the width. */
export interface Piece {
  readonly time: Arr;
  readonly width: Arr;
  readonly state: FlatState;
  readonly dense: readonly FlatState[];
}

/** After the end: the tangent there, so that a time that equals the end still moves the state. */
export function restingPiece(time: Arr, state: FlatState, slope: FlatState, degree: number): Piece {
  const none = state.map((leaf) => zerosOf(leaf));
  return {
    time,
    width: sub(1, mul(time, 0)),
    state,
    dense: [slope, ...Array.from({ length: degree - 1 }, () => none)],
  };
}

/** -1 for descending times, else 1. */
export const directionOf = (span: Arr): Arr => where(less(stopGradient(span), 0), -1, 1);

/** state + sum_j dense[j] theta^(j + 1), for theta that broadcasts with the leaves. */
function polynomial(state: Arr, dense: readonly Arr[], theta: Arr): Arr {
  const sum = dense.reduceRight((higher, lower) => add(mul(higher, theta), lower));
  return add(state, mul(sum, theta));
}

/** The state at a fraction of a piece. */
export function pieceAt({ state, dense }: Piece, theta: number): FlatState {
  return state.map((leaf, i) =>
    add(
      leaf,
      combine(
        dense.map((_, j) => theta ** (j + 1)),
        dense.map((row) => [row[i]!]),
      )[0]!,
    ),
  );
}

/**
 * The value where it was reached, else NaN. A derivative that is asked for where it was not is not zero but infinite, or NaN in its
 * turn; one that nobody asks for stays zero, as 0 · 1e308 · 1e308 is.
 */
export function whereReached(reached: Arr, value: Arr): Arr {
  const beyond = mul(mul(where(reached, 0, value), 1e308), 1e308);
  return where(reached, value, add(beyond, Number.NaN));
}

/** The states at times of shape [n], from a stack of pieces that ascends (or descends, as the direction says); NaN beyond `reached`. */
export function evaluatePieces(pieces: Piece, wanted: Arr, direction: Arr, start: Arr, reached: Arr): FlatState {
  const index = locate(mul(pieces.time, direction), mul(wanted, direction), pieces.time.size - 1);
  const theta = div(sub(wanted, take(pieces.time, index)), take(pieces.width, index));
  const at = mul(stopGradient(wanted), direction);
  const within = logicalAnd(
    lessEqual(at, mul(stopGradient(reached), direction)),
    greaterEqual(at, mul(stopGradient(start), direction)),
  );
  return pieces.state.map((stack, leaf) => {
    const components = (values: Arr): Arr => reshape(values, [wanted.size, ...stack.shape.slice(1).map(() => 1)]);
    const value = polynomial(
      take(stack, index),
      pieces.dense.map((coefficients) => take(coefficients[leaf]!, index)),
      cast(components(theta), stack.dtype),
    );
    return whereReached(components(within), value);
  });
}

/** Writes the states at those times that lie in an accepted step, up to and with its end. */
export function recordPiece(
  recorded: FlatState,
  wanted: Arr,
  direction: Arr,
  piece: Piece,
  next: { readonly time: Arr; readonly state: FlatState },
  isAccepted: Arr,
): FlatState {
  const [at, from, to] = [wanted, piece.time, next.time].map((time) => mul(time, direction)) as [Arr, Arr, Arr];
  const covered = logicalAnd(logicalAnd(greater(at, from), lessEqual(at, to)), isAccepted);
  const theta = div(sub(wanted, piece.time), where(equal(piece.width, 0), 1, piece.width));
  return recorded.map((stack, leaf) => {
    const components = (values: Arr): Arr => reshape(values, [wanted.size, ...stack.shape.slice(1).map(() => 1)]);
    const value = polynomial(
      piece.state[leaf]!,
      piece.dense.map((coefficients) => coefficients[leaf]!),
      cast(components(theta), stack.dtype),
    );
    const state = where(components(equal(wanted, next.time)), next.state[leaf]!, value);
    return where(components(covered), state, stack);
  });
}
