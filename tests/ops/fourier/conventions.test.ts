/** Fourier transforms by NumPy's conventions: axes, lengths, normalisations, shifts, modes; and what is refused. */

import { type Arr, array, type Complex, complex, jit, slice, zeros, fft } from "fluxion";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { repository } from "../../support/public-modules.ts";

interface Numbers {
  readonly shape: readonly number[];
  readonly re: readonly number[];
  readonly im?: readonly number[];
}

interface NumpyCase {
  readonly function: keyof typeof functions;
  readonly operand: "real" | "complex";
  readonly options: fft.FftOptions & fft.FftnOptions & fft.FftConvolveOptions;
  readonly result: Numbers;
}

const fixture = JSON.parse(readFileSync(`${repository}fixtures/fourier/numpy.json`, "utf8")) as {
  readonly frequencies: Readonly<Record<string, number[]>>;
  readonly realFrequencies: Readonly<Record<string, number[]>>;
  readonly cases: readonly NumpyCase[];
};

const grid = (f: (i: number, j: number) => number): Arr =>
  array(Array.from({ length: 5 }, (_, i) => Array.from({ length: 6 }, (__, j) => f(i, j))));
const real = grid((i, j) => ((7 * i + 3 * j) % 11) - 4.5);
const z: Complex = { re: real, im: grid((i, j) => ((5 * i + 8 * j) % 13) - 6.25) };

type Options = NumpyCase["options"];
type Result = Arr | Complex;

const functions = {
  fft: (_x: Arr, w: Complex, options: Options): Result => fft.fft(w, options),
  ifft: (_x: Arr, w: Complex, options: Options): Result => fft.ifft(w, options),
  rfft: (x: Arr, _w: Complex, options: Options): Result => fft.rfft(x, options),
  irfft: (_x: Arr, w: Complex, options: Options): Result => fft.irfft(w, options),
  fft2: (_x: Arr, w: Complex, options: Options): Result => fft.fft2(w, options),
  ifft2: (_x: Arr, w: Complex, options: Options): Result => fft.ifft2(w, options),
  rfft2: (x: Arr, _w: Complex, options: Options): Result => fft.rfft2(x, options),
  irfft2: (_x: Arr, w: Complex, options: Options): Result => fft.irfft2(w, options),
  fftn: (_x: Arr, w: Complex, options: Options): Result => fft.fftn(w, options),
  ifftn: (_x: Arr, w: Complex, options: Options): Result => fft.ifftn(w, options),
  fftConvolve: (x: Arr, _w: Complex, options: Options): Result =>
    fft.fftConvolve(x, options.axes === undefined ? slice(x, [1, 4], [2, 4]) : slice(x, null, [2, 4]), options),
};

/** Numbers up to some 100, transformed in 5 or 6 steps of rounding: 1e-13 is some 10 of them. */
function expectNumbers(result: Result, { shape, re, im }: Numbers): void {
  const [x, y] = complex.isComplex(result) ? [result.re, result.im] : [result, undefined];
  expect(x.shape).toEqual(shape);
  const compare = (actual: Arr, expected: readonly number[]): void => {
    actual.toArray().forEach((value, i) => expect(Math.abs(value - expected[i]!)).toBeLessThan(2e-13));
  };
  compare(x, re);
  expect(y === undefined).toBe(im === undefined);
  if (y !== undefined) compare(y, im!);
}

describe("agreement with NumPy and SciPy", () => {
  const transforms = fixture.cases.filter(({ function: name }) => name in functions);

  it.each(transforms.map((each) => [`${each.function} ${JSON.stringify(each.options)}`, each] as const))(
    "%s",
    (_name, { function: name, options, result }) => {
      const f = (x: Arr, w: Complex): Result => functions[name](x, w, options);
      expectNumbers(f(real, z), result);
      expectNumbers(jit(f)(real, z), result);
    },
  );

  it("shifts", () => {
    const shifts = fixture.cases.filter(({ function: name }) => !(name in functions));
    expect(shifts.length).toBe(3);
    for (const { function: name, operand, options, result } of shifts) {
      const shift = (name as string) === "fftShift" ? fft.fftShift : fft.ifftShift;
      expectNumbers(operand === "real" ? shift(real, options.axes) : shift(z, options.axes), result);
    }
  });

  it("names frequencies", () => {
    for (const [n, expected] of Object.entries(fixture.frequencies))
      expect(fft.fftFreq(Number(n), 0.25).toNested()).toEqual(expected);
    for (const [n, expected] of Object.entries(fixture.realFrequencies))
      expect(fft.rfftFreq(Number(n), 0.25).toNested()).toEqual(expected);
  });
});

describe("what goes in", () => {
  it("may be real, integer, or single precision, which stays", () => {
    expectNumbers(fft.fft(real), {
      shape: [5, 6],
      re: [...fft.fft(complex.of(real)).re.toArray()],
      im: [...fft.fft(complex.of(real)).im.toArray()],
    });
    expect(fft.fft(array([1, 2], { dtype: "i32" })).re.dtype).toBe("f64");
    const single = fft.rfft(real.cast("f32"));
    expect([single.re.dtype, fft.irfft(single).dtype, fft.fftShift(real.cast("f32")).dtype]).toEqual([
      "f32",
      "f32",
      "f32",
    ]);
  });

  it("may be a stack without elements", () => {
    expect(jit(fft.fft)(zeros([0, 4])).re.shape).toEqual([0, 4]);
    expect(jit((x: Arr) => fft.fft(x, { axis: 0 }))(zeros([4, 0])).re.shape).toEqual([4, 0]);
    expect(fft.fft(zeros([0, 4])).re.shape).toEqual([0, 4]);
  });

  it("is refused where there is nothing to transform", () => {
    expect(() => fft.fft(zeros([2, 0]))).toThrowErrorMatchingInlineSnapshot(
      `[ShapeError: ShapeError in fft(): expected a whole number of points, at least 1, along the axis, received lengths [0] of f64[2, 0].]`,
    );
    expect(() => fft.fft(3)).toThrowErrorMatchingInlineSnapshot(
      `[AxisError: AxisError in fft(): expected no axis: a scalar has none, received -1.]`,
    );
    expect(() => fft.fft2(zeros([3]))).toThrowErrorMatchingInlineSnapshot(
      `[AxisError: AxisError in fft2(): expected an axis from -1 to 0 of shape [3], received -2.]`,
    );
    expect(() => fft.ifft(zeros([3]), { n: 2.5 })).toThrowErrorMatchingInlineSnapshot(
      `[OptionError: OptionError at n in ifft(): expected a whole number of at least 1, received the number 2.5.]`,
    );
    expect(() => fft.fft2(zeros([3, 3]), { s: [2] })).toThrowErrorMatchingInlineSnapshot(
      `[ShapeError: ShapeError in fft2(): expected a whole number of points, at least 1, along each of the axes 0, 1, received lengths [2] of f64[3, 3].]`,
    );
    expect(() => fft.rfft(z as unknown as Arr)).toThrowErrorMatchingInlineSnapshot(
      `[DTypeError: DTypeError in rfft(): expected real numbers, received complex f64[5, 6]. Use fft for complex numbers.]`,
    );
    expect(() => fft.fftConvolve(zeros([2, 3]), zeros([3]))).toThrowErrorMatchingInlineSnapshot(
      `[ShapeError: ShapeError in fftConvolve(): expected arrays of equal rank with at least 1 point along each convolved axis; other axes broadcast, received f64[2, 3] and f64[3].]`,
    );
    expect(() => fft.fftFreq(0)).toThrowErrorMatchingInlineSnapshot(
      `[ShapeError: ShapeError in fftFreq(): expected a whole number of points, at least 1, received the number 0.]`,
    );
    expect(() => fft.nextFastLength(0.5)).toThrowErrorMatchingInlineSnapshot(
      `[ShapeError: ShapeError in nextFastLength(): expected a whole number, at least 1, received the number 0.5.]`,
    );
  });
});

it("finds the next fast length", () => {
  const isFast = (n: number): boolean => {
    let rest = n;
    for (const prime of [2, 3, 5]) while (rest % prime === 0) rest /= prime;
    return rest === 1;
  };
  for (let n = 1; n < 2000; n++) {
    let next = n;
    while (!isFast(next)) next++;
    expect(fft.nextFastLength(n)).toBe(next);
  }
});
