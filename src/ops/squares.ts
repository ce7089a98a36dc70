/**
 * Squares known better than by squaring: of lengths, which have a cone at 0 where their squares are smooth. A derivative cannot be mended
 * there once the root is taken; so the square of a length is never made of it, nor that of its multiples.
 */

import type { Arr } from "../array/arr.ts";

const squares = new WeakMap<Arr, () => Arr>();

/** Says what the square of a traced array is; of known ones no derivative is taken. */
export function withSquare(length: Arr, square: () => Arr): Arr {
  if (length.isTracer) squares.set(length, square);
  return length;
}

/** The square of an array of which it is known otherwise. */
export function knownSquare(x: unknown): Arr | undefined {
  return squares.get(x as Arr)?.();
}

export function hasKnownSquare(x: unknown): boolean {
  return squares.has(x as Arr);
}
