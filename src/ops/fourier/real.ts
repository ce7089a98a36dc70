/** Fourier transforms of real arrays: half of the spectrum says everything, and half of the work finds it. */

import { fftChecks, fftnChecks } from "../option-checks.ts";
import { type Arr, fromBuffer } from "../../array/arr.ts";
import type { ArrLike } from "../../array/arr-like.ts";
import { checkOptions, describeType, DTypeError } from "../../errors/index.ts";
import { rootsOfUnity } from "../../primitives/fourier/roots-of-unity.ts";
import { broadcastTo } from "../movement/broadcast.ts";
import { reshapeTo } from "../../primitives/movement/shape.ts";
import { cast } from "../elementwise/cast.ts";
import { add, conj, mul, scale as times, sub } from "../complex/arithmetic.ts";
import { concat } from "../complex/arrays.ts";
import { asComplex, type Complex, type ComplexLike, isComplex, mapParts, of } from "../complex/number.ts";
import { where } from "../elementwise/choice.ts";
import { stack } from "../movement/joining.ts";
import { partOf } from "../../primitives/movement/parts.ts";
import { flip } from "../movement/shape.ts";
import { zerosOf } from "../../array/zeros.ts";
import { checkLengths, withLength, withLengths } from "./lengths.ts";
import { type FftNorm, scaleOf } from "./norm.ts";
import { axesOf, type FftnOptions, type FftOptions, transformAlong } from "./transform.ts";

/** Transforms real arrays along axes, counted from the front; the last of them keeps its frequencies 0 … ⌊n/2⌋. */
function forward(
  where: string,
  x: ArrLike,
  axes: readonly number[],
  s: readonly number[] | undefined,
  norm: FftNorm,
): Complex {
  const given = realOf(where, x);
  const along = axesOf(where, given, axes);
  const lengths = s ?? along.map((axis) => given.shape[axis]!);
  checkLengths(where, given, along, lengths);
  const scale = scaleOf(
    norm,
    lengths.reduce((product, length) => product * length, 1),
    false,
  );
  const last = along.at(-1)!;
  const points = along.reduce((cut, axis, i) => withLength(cut, axis, lengths[i]!), given);
  const half = halfSpectrum(points, last, along.length === 1 ? scale : 1);
  return along.length === 1 ? half : transformAlong(half, along.slice(0, -1), false, scale);
}

/** Transforms half spectra back along axes; the last of them gets `lengths.at(-1)` points. */
function backward(
  where: string,
  z: ComplexLike,
  axes: readonly number[],
  s: readonly number[] | undefined,
  norm: FftNorm,
): Arr {
  const given = asComplex(z);
  const along = axesOf(where, given.re, axes);
  const last = along.at(-1)!;
  const lengths = s ?? along.map((axis) => (axis === last ? 2 * (given.re.shape[axis]! - 1) : given.re.shape[axis]!));
  checkLengths(where, given.re, along, lengths);
  const n = lengths.at(-1)!;
  const scale = scaleOf(
    norm,
    lengths.reduce((product, length) => product * length, 1),
    true,
  );
  const kept = lengths.with(-1, Math.floor(n / 2) + 1);
  const others = along.slice(0, -1);
  const cut = withLengths(given, along, kept);
  const lines = others.length === 0 ? cut : transformAlong(cut, others, true, 1);
  return fromHalfSpectrum(lines, last, n, scale);
}

function realOf(where: string, x: ArrLike): Arr {
  if (isComplex(x)) {
    throw new DTypeError({
      where,
      expected: "real numbers",
      received: `complex ${describeType(x.re)}`,
      hint: `Use ${where.replace("rfft", "fft")} for complex numbers.`,
    });
  }
  return of(x).re;
}

/** Frequencies 0 … ⌊n/2⌋ of real lines along `axis`. */
function halfSpectrum(x: Arr, axis: number, scale: number): Complex {
  const n = x.shape[axis]!;
  if (n % 2 === 1) {
    return mapParts(transformAlong(asComplex(x), [axis], false, scale), (part) => partOf(part, axis, 0, (n + 1) / 2));
  }
  // Numbers at even and odd places, E and O, go through one complex transform Z of half the length:
  // X_k = E_k + w^k O_k, E_k = (Z_k + Z̄_(m-k))/2, O_k = (Z_k - Z̄_(m-k))/2i.
  const m = n / 2;
  const paired = reshapeTo(x, x.shape.toSpliced(axis, 1, m, 2));
  const pick = (parity: number): Arr => reshapeTo(partOf(paired, axis + 1, parity, parity + 1), x.shape.with(axis, m));
  const packed = transformAlong({ re: pick(0), im: pick(1) }, [axis], false, scale / 2);
  const whole = concat([packed, mapParts(packed, (part) => partOf(part, axis, 0, 1))], axis);
  const mirrored = conj(mapParts(whole, (part) => flip(part, axis)));
  const apart = sub(whole, mirrored);
  const odd: Complex = { re: apart.im, im: times(apart, -1).re };
  return add(add(whole, mirrored), mul(odd, turns(n, axis, x)));
}

/** Real lines of n points from their frequencies 0 … ⌊n/2⌋: what is read as imaginary at 0 and n/2 is left out. */
function fromHalfSpectrum(z: Complex, axis: number, n: number, scale: number): Arr {
  const m = Math.floor(n / 2);
  if (n % 2 === 1) {
    const first = { re: partOf(z.re, axis, 0, 1), im: zerosOf({ shape: z.im.shape.with(axis, 1), dtype: z.im.dtype }) };
    const rest = mapParts(z, (part) => partOf(part, axis, 1, m + 1));
    const mirrored = conj(mapParts(rest, (part) => flip(part, axis)));
    return transformAlong(concat([first, rest, mirrored], axis), [axis], true, scale).re;
  }
  const isInside = Uint8Array.from({ length: m + 1 }, (_, k) => (k === 0 || k === m ? 0 : 1));
  const inside = broadcastTo(alongAxis(fromBuffer(isInside, [m + 1], "bool"), axis, z.re.rank), z.re.shape);
  const half: Complex = { re: z.re, im: where(inside, z.im, 0) };
  const mirrored = conj(mapParts(half, (part) => flip(part, axis)));
  const even = add(half, mirrored);
  const odd = mul(sub(half, mirrored), conj(turns(n, axis, z.re)));
  // Z = E + i O.
  const packed = add(even, { re: times(odd, -1).im, im: odd.re });
  const lines = transformAlong(
    mapParts(packed, (part) => partOf(part, axis, 0, m)),
    [axis],
    true,
    scale,
  );
  const pairs = stack([lines.re, lines.im], axis + 1);
  return reshapeTo(pairs, z.re.shape.with(axis, n));
}

/** exp(-2πi k/n) for k = 0 … n/2, along an axis, in the element type of `like`. */
function turns(n: number, axis: number, like: Arr): Complex {
  const { re, im } = rootsOfUnity(n);
  const part = (values: Float64Array): Arr =>
    alongAxis(cast(fromBuffer(values.slice(0, n / 2 + 1), [n / 2 + 1], "f64"), like.dtype), axis, like.rank);
  return { re: part(re), im: part(im) };
}

function alongAxis(x: Arr, axis: number, rank: number): Arr {
  return reshapeTo(x, [x.size, ...new Array<number>(rank - axis - 1).fill(1)]);
}

/**
 * Discrete Fourier transform of real numbers along an axis: frequencies 0 … ⌊n/2⌋; the others are conjugates of these.
 *
 * @param x  real, any shape with the axis
 * @returns  complex, with ⌊n/2⌋ + 1 numbers along the axis
 * @throws   AxisError when the array has no such axis; ShapeError when it has no points; DTypeError for complex numbers
 * @example
 * ```ts
 * import { array, fft } from "fluxion";
 * console.log(fft.rfft(array([1, 2, 3, 4])).re.toNested()); // [ 10, -2, -2 ]
 * ```
 */
export function rfft(x: ArrLike, options: FftOptions = {}): Complex {
  checkOptions(options, fftChecks, "rfft");
  const { axis = -1, n, norm = "backward" } = options;
  return forward("rfft", x, [axis], n === undefined ? undefined : [n], norm);
}

/**
 * Inverse of `rfft`: n real numbers from frequencies 0 … ⌊n/2⌋. Name n where it is odd; 2(m − 1) from m frequencies is the default.
 * Imaginary parts at frequency 0, and at n/2 of an even n, are taken as 0.
 *
 * @example
 * ```ts
 * import { array, fft } from "fluxion";
 * console.log(fft.irfft(fft.rfft(array([1, 2, 3, 5]))).toNested()); // [ 1, 2, 3, 5 ]
 * ```
 */
export function irfft(z: ComplexLike, options: FftOptions = {}): Arr {
  checkOptions(options, fftChecks, "irfft");
  const { axis = -1, n, norm = "backward" } = options;
  return backward("irfft", z, [axis], n === undefined ? undefined : [n], norm);
}

/** `rfft` along the last of two axes (the last two by default), `fft` along the other. */
export function rfft2(x: ArrLike, options: FftnOptions = {}): Complex {
  checkOptions(options, fftnChecks, "rfft2");
  const { axes = [-2, -1], s, norm = "backward" } = options;
  return forward("rfft2", x, axes, s, norm);
}

/** Inverse of `rfft2`; name the lengths `s` where the last one is odd. */
export function irfft2(z: ComplexLike, options: FftnOptions = {}): Arr {
  checkOptions(options, fftnChecks, "irfft2");
  const { axes = [-2, -1], s, norm = "backward" } = options;
  return backward("irfft2", z, axes, s, norm);
}

/** `rfft` along the last of several axes, `fft` along the others: what convolutions are made of. */
export function rfftAlong(x: ArrLike, axes: readonly number[], s: readonly number[]): Complex {
  return forward("rfftn", x, axes, s, "backward");
}

/** Inverse of `rfftAlong`. */
export function irfftAlong(z: Complex, axes: readonly number[], s: readonly number[]): Arr {
  return backward("irfftn", z, axes, s, "backward");
}
