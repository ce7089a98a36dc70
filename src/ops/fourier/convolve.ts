/** Convolution by Fourier transforms. */

import { fftConvolveChecks } from "../option-checks.ts";
import type { Arr } from "../../array/arr.ts";
import type { ArrLike } from "../../array/arr-like.ts";
import { broadcastShapes } from "../../array/shape.ts";
import { checkOptions, describeType, ShapeError } from "../../errors/index.ts";
import { nextFastLength } from "../../primitives/fourier/fast-length.ts";
import { type Axes, normaliseAxes } from "../movement/axes.ts";
import { mul } from "../complex/arithmetic.ts";
import { operandOf } from "../operands.ts";
import { partOf } from "../../primitives/movement/parts.ts";
import { irfftAlong, rfftAlong } from "./real.ts";

/** How much of a convolution is kept, and along which axes it goes. */
export interface FftConvolveOptions {
  /**
   * "full" (default): every overlap, m + n − 1 points. "same": the middle of it, as long as the first operand. "valid": where the
   * shorter lies wholly within the longer.
   */
  readonly mode?: "full" | "same" | "valid";
  /** All axes by default; the others broadcast. */
  readonly axes?: Axes;
}

/**
 * Convolution of real arrays, Σ_j a_j b_(k−j), by Fourier transforms: n log n steps. The error is some 1e-16 of the largest sums, so
 * small ones among them are less accurate than by direct summation.
 *
 * @throws ShapeError unless both have the same number of axes, and lengths that broadcast on those not convolved
 * @example
 * ```ts
 * import { array, fft } from "fluxion";
 * const blurred = fft.fftConvolve(array([0, 4, 0, 8]), array([0.25, 0.5, 0.25]), { mode: "same" });
 * console.log(Array.from(blurred.toArray(), (x) => x.toFixed(6))); // → [ '1.000000', '2.000000', '3.000000', '4.000000' ]
 * ```
 */
export function fftConvolve(a: ArrLike, b: ArrLike, options: FftConvolveOptions = {}): Arr {
  checkOptions(options, fftConvolveChecks, "fftConvolve");
  const { mode = "full", axes } = options;
  const [x, y] = [operandOf("fftConvolve", a), operandOf("fftConvolve", b)];
  const along = x.rank === y.rank ? normaliseAxes(axes, x.shape, "fftConvolve") : [];
  const others = ({ shape }: Arr): readonly number[] =>
    shape.map((length, axis) => (along.includes(axis) ? 1 : length));
  const isEmpty = along.some((axis) => x.shape[axis] === 0 || y.shape[axis] === 0);
  if (x.rank !== y.rank || along.length === 0 || isEmpty || broadcastShapes(others(x), others(y)) === undefined) {
    throw new ShapeError({
      where: "fftConvolve",
      expected: "arrays of equal rank with at least 1 point along each convolved axis; other axes broadcast",
      received: `${describeType(x)} and ${describeType(y)}`,
    });
  }
  const full = along.map((axis) => x.shape[axis]! + y.shape[axis]! - 1);
  const padded = full.map(nextFastLength);
  // The last axis is halved by transforms of real numbers.
  const s = padded.with(-1, 2 * nextFastLength(Math.ceil(full.at(-1)! / 2)));
  const product = mul(rfftAlong(x, along, s), rfftAlong(y, along, s));
  const whole = irfftAlong(product, along, s);
  return along.reduce((part, axis, i) => {
    const [m, n] = [x.shape[axis]!, y.shape[axis]!];
    const kept = mode === "full" ? full[i]! : mode === "same" ? m : Math.abs(m - n) + 1;
    const start = mode === "full" ? 0 : mode === "same" ? Math.floor((n - 1) / 2) : Math.min(m, n) - 1;
    return partOf(part, axis, start, start + kept);
  }, whole);
}
