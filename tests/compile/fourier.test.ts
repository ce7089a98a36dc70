/** Fourier transforms compiled: lengths and neighbours of every kind, operands that lie in any way, loops, the growth of errors. */

import {
  type Arr,
  array,
  broadcastTo,
  type Complex,
  complex,
  cond,
  emit,
  jit,
  scan,
  showCompiled,
  vmap,
  zeros,
  fft,
} from "fluxion";
import { describe, expect, it } from "vitest";
import { type FftAttributes, fft as primitive } from "../../src/primitives/fourier/transform.ts";
import { rootsOfUnity } from "../../src/primitives/fourier/roots-of-unity.ts";
import { bind } from "../../src/program/bind.ts";
import { expectSame, random, uniform } from "./support.ts";

const transform =
  (axes: readonly number[], options: Partial<FftAttributes> = {}) =>
  (re: Arr, im: Arr): Arr[] =>
    bind(primitive, [re, im], { axes, inverse: false, scale: 1, ...options });

const pair = (shape: readonly number[], seed: number): [Arr, Arr] => [uniform(shape, seed), uniform(shape, seed + 50)];

// Sums of up to 1000 numbers of order 2, in another order: their rounding is some 1e-16 of the largest of them.
const TOLERANCE = 1e-13;

describe("every kind of length", () => {
  const lengths = [
    1, 2, 3, 4, 5, 6, 8, 9, 10, 12, 15, 16, 18, 20, 25, 27, 32, 36, 45, 48, 50, 64, 75, 80, 125, 128, 135,
  ];

  it.each(lengths)("%i, in lines", (n) => {
    expectSame(transform([-1]), pair([2, n], n), TOLERANCE);
    expectSame(transform([-1], { inverse: true, scale: 1 / n }), pair([n], n), TOLERANCE);
  });

  it.each(lengths)("%i, with few and many neighbours, even and odd numbers of them", (n) => {
    for (const after of [1, 2, 3, 8, 11]) expectSame(transform([-2]), pair([2, n, after], n + after), TOLERANCE);
  });

  it("blocks of columns and the columns that are left", () => {
    for (const after of [64, 65, 79, 130])
      expectSame(transform([-2], { scale: 0.5 }), pair([12, after], after), TOLERANCE);
  });

  it("several axes, in any order, in place", () => {
    expectSame(transform([-1, -2]), pair([6, 8], 1), TOLERANCE);
    expectSame(transform([-2, -1]), pair([6, 8], 1), TOLERANCE);
    expectSame(transform([-1, -2, -3], { inverse: true, scale: 1 / 300 }), pair([10, 5, 6], 2), TOLERANCE);
    expectSame(transform([-3, -1]), pair([4, 3, 2], 3), TOLERANCE);
    expectSame(transform([-1, -2]), pair([3, 1, 1], 4), TOLERANCE);
  });
});

describe("operands as they lie", () => {
  const [x, y] = pair([6, 10], 5);

  it.each<[string, (re: Arr, im: Arr) => Arr[]]>([
    ["transposed", (re, im) => transform([-1])(re.T, im.T)],
    ["one of them transposed", (re, im) => transform([-2])(re.slice([0, 6], [0, 6]).T, im.slice([0, 6], [0, 6]))],
    ["cropped, without a copy", (re, im) => transform([-1])(re.slice([1, 5], [2, 8]), im.slice([1, 5], [2, 8]))],
    ["cropped columns", (re, im) => transform([-2])(re.slice([1, 5], [2, 8]), im.slice([1, 5], [1, 7]))],
    ["reversed", (re, im) => transform([-1])(re.flip(1), im)],
    ["reversed rows", (re, im) => transform([-2])(re.flip(0), im)],
    ["every other", (re, im) => transform([-1])(re.slice(null, [0, 10, 2]), im.slice(null, [1, 10, 2]))],
    ["every other row", (re, im) => transform([-2])(re.slice([0, 6, 2]), im.slice([1, 6, 2]))],
    ["a row for all rows", (re, im) => transform([-1, -2])(broadcastTo(re.slice(0), [6, 10]), im)],
    ["a column for all columns", (re, im) => transform([-1])(re, broadcastTo(im.slice(null, [0, 1]), [6, 10]))],
    [
      "a column for all columns, along it",
      (re, im) => transform([-2])(re, broadcastTo(im.slice(null, [0, 1]), [6, 10])),
    ],
    ["a number everywhere", (re, im) => transform([-2])(re, broadcastTo(im.slice(0, 0), [6, 10]))],
    ["real", (re) => transform([-1])(re, zeros([6, 10]))],
    ["both the same", (re) => transform([-1])(re, re)],
    ["computed", (re, im) => transform([-1])(re.mul(2), im.add(re))],
  ])("%s", (_name, f) => {
    expectSame(f, [x, y], TOLERANCE);
  });

  it("single precision, computed in double and rounded once", () => {
    const [re, im] = [uniform([3, 12], 6, "f32"), uniform([3, 12], 7, "f32")];
    // The two targets round numbers that differ in their last places: one unit of f32 at 30.
    expectSame(transform([-1]), [re, im], 1e-7);
  });
});

describe("inside of other programs", () => {
  const z: Complex = { re: uniform([4, 6], 8), im: uniform([4, 6], 9) };

  it("loops, whose table of roots lies outside of them", () => {
    const step = (w: Complex): Complex => complex.mul(complex.scale(fft.fft2(w), 0.2), complex.expi(w.re));
    expectSame(
      (re, im) => {
        const { carry } = scan(step, { re, im }, { length: 3 });
        return [carry.re, carry.im];
      },
      [z.re, z.im],
      TOLERANCE,
    );
  });

  it.each([fft.fft, fft.fft2, fft.ifft])("carries that are transformed and nothing else", (step) => {
    expectSame(
      (re, im) => {
        const { carry } = scan((w: Complex) => step(w), { re, im }, { length: 3 });
        return [carry.re, carry.im];
      },
      [z.re, z.im],
      1e-11, // Two axes three times over: numbers of order 1000, rounded to 1e-13 of them.
    );
  });

  it("steps that read from and write to stacks", () => {
    const rows = (w: Complex): Complex =>
      scan((c: Arr, row: Complex) => emit(c, fft.fft(row)), zeros([]), { xs: w }).ys;
    expectSame(
      (re, im) => {
        const { re: a, im: b } = rows({ re, im });
        return [a, b];
      },
      [z.re, z.im],
      TOLERANCE,
    );
  });

  it("branches and batches", () => {
    expectSame(
      (re, im) => {
        const { re: a, im: b } = cond(re.sum().greater(0), fft.fft, fft.ifft, { re, im });
        return [a, b];
      },
      [z.re, z.im],
      TOLERANCE,
    );
    const mapped = jit(vmap((re: Arr) => fft.fft({ re, im: z.im.slice(0) }).re))(z.re);
    expect(mapped.shape).toEqual([4, 6]);
    expectSame((re) => [vmap((row: Arr) => fft.fft({ re: row, im: z.im.slice(0) }).im)(re)], [z.re], TOLERANCE);
  });

  it("one routine for all axes: no transpose, no copy of a cropped operand", () => {
    const listing = showCompiled((re: Arr, im: Arr) => {
      const part = complex.of(re, im);
      return fft.fft2(complex.mapParts(part, (each) => each.slice([0, 4], [0, 5])));
    })(zeros([6, 10]), zeros([6, 10]));
    expect(listing.split("\n").filter((line) => /kernel|fft/.test(line)).length).toBe(1);
  });
});

describe("errors", () => {
  // exp(-2πi jk/n) of a few points j, summed exactly but for the last rounding: an answer for any length in n steps.
  it.each([768, 1024, 2187, 3125, 4096, 46656, 65536])("stay near the rounding of one number at %i points", (n) => {
    const next = random(n);
    const points = Array.from({ length: 8 }, () => ({
      at: Math.floor(next() * n),
      re: next() - 0.5,
      im: next() - 0.5,
    }));
    const [re, im] = [new Float64Array(n), new Float64Array(n)];
    const expected = { re: new Float64Array(n), im: new Float64Array(n) };
    const roots = rootsOfUnity(n);
    for (const { at, re: x, im: y } of points) {
      re[at]! += x;
      im[at]! += y;
      for (let k = 0; k < n; k++) {
        const turn = (at * k) % n;
        expected.re[k]! += x * roots.re[turn]! - y * roots.im[turn]!;
        expected.im[k]! += x * roots.im[turn]! + y * roots.re[turn]!;
      }
    }
    expect(relative(n, re, im, expected)).toBeLessThan(growth(n));
  });

  it.each([768, 2187, 3125, 65536])("stay small over a whole spectrum: %i points there and back", (n) => {
    const [re, im] = [uniform([n], 1), uniform([n], 2)];
    const back = jit((z: Complex) => fft.ifft(fft.fft(z)))({ re, im });
    const error = complex.abs2(complex.sub(back, { re, im })).sum().item() / complex.abs2({ re, im }).sum().item();
    expect(Math.sqrt(error)).toBeLessThan(2 * growth(n));
  });

  /** Rounding errors of log2 n steps add up as a random walk: half a unit of 2^-53 in each. */
  const growth = (n: number): number => 2 ** -53 * Math.sqrt(Math.log2(n)) * 1.5;

  function relative(
    n: number,
    re: Float64Array,
    im: Float64Array,
    expected: Readonly<Record<"re" | "im", Float64Array>>,
  ): number {
    const z = complex.of(array(re), array(im));
    const spectrum = jit((w: Complex) => fft.fft(w))(z);
    let [difference, norm] = [0, 0];
    for (const part of ["re", "im"] as const) {
      const values = spectrum[part].toArray();
      for (let k = 0; k < n; k++) {
        difference += (values[k]! - expected[part][k]!) ** 2;
        norm += expected[part][k]! ** 2;
      }
    }
    return Math.sqrt(difference / norm);
  }
});
