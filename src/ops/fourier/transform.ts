/** Discrete Fourier transforms of complex arrays along one axis, two, or several. */

import { fftChecks, fftnChecks } from "../option-checks.ts";
import { checkOptions } from "../../errors/index.ts";
import type { Arr } from "../../array/arr.ts";
import { isFastLength } from "../../primitives/fourier/fast-length.ts";
import { fft as transform } from "../../primitives/fourier/transform.ts";
import { bind } from "../../program/bind.ts";
import { normaliseAxis } from "../movement/axes.ts";
import { asComplex, type Complex, type ComplexLike } from "../complex/number.ts";
import { bluestein } from "./bluestein.ts";
import { checkLengths, withLengths } from "./lengths.ts";
import { type FftNorm, scaleOf } from "./norm.ts";

/** What is transformed, and how it is normalised. */
export interface FftOptions {
  /** The axis; the last by default. */
  readonly axis?: number;
  /** Number of points: the axis is cropped or padded with zeros at its end. The length of the axis by default. */
  readonly n?: number;
  /** "backward" by default: the inverse is divided by n. */
  readonly norm?: FftNorm;
}

/** As `FftOptions`, for several axes. */
export interface FftnOptions {
  /** The axes. */
  readonly axes?: readonly number[];
  /** Number of points along each of the axes. */
  readonly s?: readonly number[];
  readonly norm?: FftNorm;
}

/** The transform along axes, counted from the front, times `scale`; any lengths. */
export function transformAlong(z: Complex, axes: readonly number[], inverse: boolean, scale: number): Complex {
  const { shape, rank } = z.re;
  const fast = axes.filter((axis) => isFastLength(shape[axis]!));
  const slow = axes.filter((axis) => !fast.includes(axis));
  let result = z;
  if (fast.length > 0) {
    const attributes = {
      // The last first: its lines lie in one piece.
      axes: fast.map((axis) => axis - rank).sort((a, b) => b - a),
      inverse,
      scale: slow.length === 0 ? scale : 1,
    };
    const [re, im] = bind(transform, [z.re, z.im], attributes);
    result = { re: re!, im: im! };
  }
  slow.forEach((axis, i) => {
    result = bluestein(result, axis, inverse, i === slow.length - 1 ? scale : 1);
  });
  return result;
}

/** Axes from the front, each once. */
export function axesOf(where: string, x: Arr, axes: readonly number[]): number[] {
  return [...new Set(axes.map((axis) => normaliseAxis(axis, x.shape, where)))];
}

function transformed(
  where: string,
  x: ComplexLike,
  axes: readonly number[],
  s: readonly number[] | undefined,
  norm: FftNorm,
  inverse: boolean,
): Complex {
  const z = asComplex(x);
  const along = axesOf(where, z.re, axes);
  const lengths = s ?? along.map((axis) => z.re.shape[axis]!);
  checkLengths(where, z.re, along, lengths);
  const count = lengths.reduce((product, length) => product * length, 1);
  return transformAlong(withLengths(z, along, lengths), along, inverse, scaleOf(norm, count, inverse));
}

const lengthsOf = (n: number | undefined): readonly number[] | undefined => (n === undefined ? undefined : [n]);

/**
 * Discrete Fourier transform X_k = Σ_j x_j exp(-2πi jk/n) along an axis.
 *
 * Lengths 2^a 3^b 5^c are computed in n log n steps with relative error near 1e-16 √(log n). Other lengths, by Bluestein's algorithm,
 * take some six times as long and err by a few times 1e-16 more; `nextFastLength` says what to pad to.
 *
 * @param x  complex or real, any shape with the axis; f64, or f32 (computed in f64 and rounded)
 * @returns  complex, in the shape of x with n points along the axis: frequencies 0, 1, …, then the negative ones, as `fftFreq` says
 * @throws   AxisError when the array has no such axis; ShapeError when it has no points
 * @example
 * ```ts
 * import { array, complex, fft } from "fluxion";
 * const spectrum = fft.fft(array([1, 0, -1, 0])); // one wave of cosine
 * console.log(complex.abs(spectrum).toNested()); // → [ 0, 2, 0, 2 ]
 * ```
 * @see Cooley & Tukey (1965), Mathematics of Computation 19, 297; Stockham (1966), AFIPS 28, 229
 */
export function fft(x: ComplexLike, options: FftOptions = {}): Complex {
  checkOptions(options, fftChecks, "fft");
  const { axis = -1, n, norm = "backward" } = options;
  return transformed("fft", x, [axis], lengthsOf(n), norm, false);
}

/**
 * Inverse of `fft`: x_j = (1/n) Σ_k X_k exp(+2πi jk/n) along an axis.
 *
 * @example
 * ```ts
 * import { array, fft } from "fluxion";
 * const back = fft.ifft(fft.fft(array([1, 2, 3])));
 * console.log(Array.from(back.re.toArray(), (value) => value.toFixed(12))); // → [ '1.000000000000', '2.000000000000', '3.000000000000' ]
 * ```
 */
export function ifft(x: ComplexLike, options: FftOptions = {}): Complex {
  checkOptions(options, fftChecks, "ifft");
  const { axis = -1, n, norm = "backward" } = options;
  return transformed("ifft", x, [axis], lengthsOf(n), norm, true);
}

/**
 * Discrete Fourier transform along two axes, the last two by default.
 *
 * @example
 * ```ts
 * import { complex, grad, zeros, fft } from "fluxion";
 * // On-axis intensity of a flat wavefront, and its slope in each pixel's phase: none, since it is a maximum.
 * const onAxis = (phase: Parameters<typeof complex.expi>[0]) => complex.abs2(fft.fft2(complex.expi(phase))).slice(0, 0);
 * const flat = zeros([4, 4]);
 * console.log(onAxis(flat).item(), grad(onAxis)(flat).abs().max().item()); // → 256 0
 * ```
 */
export function fft2(x: ComplexLike, options: FftnOptions = {}): Complex {
  checkOptions(options, fftnChecks, "fft2");
  const { axes = [-2, -1], s, norm = "backward" } = options;
  return transformed("fft2", x, axes, s, norm, false);
}

/** Inverse of `fft2`. */
export function ifft2(x: ComplexLike, options: FftnOptions = {}): Complex {
  checkOptions(options, fftnChecks, "ifft2");
  const { axes = [-2, -1], s, norm = "backward" } = options;
  return transformed("ifft2", x, axes, s, norm, true);
}

/** All axes by default; the last ones when there are fewer lengths than axes. */
function everyAxis(x: ComplexLike, { axes, s }: FftnOptions): readonly number[] {
  if (axes !== undefined) return axes;
  const count = s?.length ?? asComplex(x).re.rank;
  return Array.from({ length: count }, (_, i) => i - count);
}

/** Discrete Fourier transform along several axes, all by default. */
export function fftn(x: ComplexLike, options: FftnOptions = {}): Complex {
  checkOptions(options, fftnChecks, "fftn");
  return transformed("fftn", x, everyAxis(x, options), options.s, options.norm ?? "backward", false);
}

/** Inverse of `fftn`. */
export function ifftn(x: ComplexLike, options: FftnOptions = {}): Complex {
  checkOptions(options, fftnChecks, "ifftn");
  return transformed("ifftn", x, everyAxis(x, options), options.s, options.norm ?? "backward", true);
}
