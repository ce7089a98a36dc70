/** Frequencies of Fourier transforms, and the order in which they stand. */

import { type Arr, fromBuffer } from "../../array/arr.ts";
import { allocate } from "../../array/dtype.ts";
import { describeValue, ShapeError } from "../../errors/index.ts";
import type { ArrLike } from "../../array/arr-like.ts";
import { type Axes, normaliseAxes } from "../movement/axes.ts";
import { type Complex, type ComplexLike, isComplex, mapParts } from "../complex/number.ts";
import { operandOf } from "../operands.ts";
import { roll } from "../movement/repetition.ts";

/**
 * The frequencies of `fft` over n points that lie `spacing` apart: 0, 1, …, then the negative ones, over n · spacing.
 *
 * @returns cycles per unit of the spacing, shape [n]
 * @example
 * ```ts
 * import { fft } from "fluxion";
 * console.log(fft.fftFreq(4, 0.5).toNested()); // → [ 0, 0.5, -1, -0.5 ]
 * ```
 */
export function fftFreq(n: number, spacing = 1): Arr {
  return frequencies(
    "fftFreq",
    n,
    () => n,
    (k) => (2 * k >= n ? k - n : k) / (n * spacing),
  );
}

/** The frequencies of `rfft` over n points that lie `spacing` apart: 0 … ⌊n/2⌋ over n · spacing; shape [⌊n/2⌋ + 1]. */
export function rfftFreq(n: number, spacing = 1): Arr {
  return frequencies(
    "rfftFreq",
    n,
    () => Math.floor(n / 2) + 1,
    (k) => k / (n * spacing),
  );
}

function frequencies(where: string, n: number, countOf: () => number, at: (k: number) => number): Arr {
  if (!Number.isInteger(n) || n < 1) {
    throw new ShapeError({ where, expected: "a whole number of points, at least 1", received: describeValue(n) });
  }
  const count = countOf();
  const frequencies = allocate("f64", [count], where);
  for (let k = 0; k < count; k++) frequencies[k] = at(k);
  return fromBuffer(frequencies, [count], "f64");
}

/**
 * Moves frequency 0 to the middle, position ⌊n/2⌋, along axes (all by default).
 *
 * @throws AxisError when the array has no such axis
 * @example
 * ```ts
 * import { fft } from "fluxion";
 * console.log(fft.fftShift(fft.fftFreq(5).mul(5)).toNested()); // → [ -2, -1, 0, 1, 2 ]
 * ```
 */
export function fftShift(x: ArrLike, axes?: Axes): Arr;
export function fftShift(x: Complex, axes?: Axes): Complex;
export function fftShift(x: ComplexLike, axes?: Axes): Arr | Complex {
  return shifted("fftShift", x, axes, (n) => Math.floor(n / 2));
}

/** Moves frequency 0 from the middle to the start again: the inverse of `fftShift`, also for odd lengths. */
export function ifftShift(x: ArrLike, axes?: Axes): Arr;
export function ifftShift(x: Complex, axes?: Axes): Complex;
export function ifftShift(x: ComplexLike, axes?: Axes): Arr | Complex {
  return shifted("ifftShift", x, axes, (n) => -Math.floor(n / 2));
}

function shifted(where: string, x: ComplexLike, axes: Axes, by: (n: number) => number): Arr | Complex {
  const move = (part: Arr): Arr => {
    const along = normaliseAxes(axes, part.shape, where);
    return along.length === 0
      ? part
      : roll(
          part,
          along.map((axis) => by(part.shape[axis]!)),
          along,
        );
  };
  return isComplex(x) ? mapParts(x, move) : move(operandOf(where, x));
}
