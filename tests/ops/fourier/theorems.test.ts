/** The theorems of Fourier transforms, on lengths of every kind, compiled and interpreted; derivatives through them. */

import {
  type Arr,
  arange,
  array,
  checkGrads,
  type Complex,
  complex,
  exp,
  grad,
  jacobian,
  jit,
  outer,
  roll,
  vmap,
  fft,
} from "fluxion";
import { describe, expect, it } from "vitest";
import { uniform } from "../../compile/support.ts";

const draw = (shape: readonly number[], seed: number): Complex => ({
  re: uniform(shape, seed, "f64", -1, 1),
  im: uniform(shape, seed + 100, "f64", -1, 1),
});

/** |a - b| / |b| over all elements. */
function distance(a: Complex, b: Complex): number {
  const norm = (z: Complex): number => complex.abs2(z).sum().item();
  return Math.sqrt(norm(complex.sub(a, b)) / norm(b));
}

/** Products of 2, 3 and 5, and others that go through Bluestein's algorithm. */
const lengths = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 13, 15, 16, 25, 27, 30, 32, 37, 45, 60, 64, 77, 97, 101];

describe.each(lengths)("%i points", (n) => {
  const x = draw([2, n], n);
  const transform = jit((z: Complex) => fft.fft(z));

  it("are summed as the definition says", () => {
    const turns = outer(arange(n), arange(n)).mul(1);
    // The angle is reduced before it is multiplied by 2π/n.
    const angles = array(
      turns.toArray().map((turn) => ((turn % n) * -2 * Math.PI) / n),
      { shape: [n, n] },
    );
    const definition = complex.matMul(x, complex.expi(angles));
    // Rounding of the definition itself grows as √n.
    expect(distance(transform(x), definition)).toBeLessThan(4e-15);
    expect(distance(fft.fft(x), definition)).toBeLessThan(4e-15);
  });

  it("come back", () => {
    expect(distance(jit((z: Complex) => fft.ifft(fft.fft(z)))(x), x)).toBeLessThan(2e-15);
    expect(distance(complex.of(jit((z: Arr) => fft.irfft(fft.rfft(z), { n }))(x.re)), complex.of(x.re))).toBeLessThan(
      2e-15,
    );
  });

  it("keep their energy (Parseval)", () => {
    const energy = complex
      .abs2(jit((z: Complex) => fft.fft(z, { norm: "ortho" }))(x))
      .sum()
      .item();
    expect(energy / complex.abs2(x).sum().item()).toBeCloseTo(1, 13);
  });

  it("give real lines the half of their spectrum", () => {
    const whole = transform(complex.of(x.re));
    const half = jit((z: Arr) => fft.rfft(z))(x.re);
    expect(
      distance(
        half,
        complex.mapParts(whole, (part) => part.slice(null, [0, Math.floor(n / 2) + 1])),
      ),
    ).toBeLessThan(2e-15);
  });
});

describe("theorems", () => {
  const [x, y] = [draw([60], 1), draw([60], 2)];

  it("linearity", () => {
    const sum = complex.add(complex.scale(x, 2), complex.mul(y, complex.of(1, -3)));
    const expected = complex.add(complex.scale(fft.fft(x), 2), complex.mul(fft.fft(y), complex.of(1, -3)));
    expect(distance(fft.fft(sum), expected)).toBeLessThan(1e-15);
  });

  it("shift: moving by s multiplies by exp(-2πi ks/n)", () => {
    const moved = complex.mapParts(x, (part) => roll(part, 7));
    const phase = complex.expi(arange(60).mul((-2 * Math.PI * 7) / 60));
    expect(distance(fft.fft(moved), complex.mul(fft.fft(x), phase))).toBeLessThan(2e-15);
  });

  it("convolution: products of spectra are spectra of circular convolutions", () => {
    const circular = complex.sum(
      complex.mul(
        complex.reshape(x, [60, 1]),
        complex.stack(Array.from({ length: 60 }, (_, shift) => complex.mapParts(y, (part) => roll(part, shift)))),
      ),
      0,
    );
    expect(distance(fft.ifft(complex.mul(fft.fft(x), fft.fft(y))), circular)).toBeLessThan(2e-15);
  });

  it("a Gaussian is transformed to a Gaussian", () => {
    // exp(-π t²) sampled with n h² = 1 is its own transform; what wraps round at t = ±4 is below 1e-21.
    const t = arange(64).sub(32).div(8);
    const gaussian = exp(t.square().mul(-Math.PI));
    const spectrum = fft.fftShift(fft.fft(fft.ifftShift(gaussian)));
    expect(distance(complex.scale(spectrum, 1 / 8), complex.of(gaussian))).toBeLessThan(1e-15);
  });

  it("two axes are one after the other, in either order", () => {
    const image = draw([12, 10], 3);
    const rows = fft.fft(image, { axis: 1 });
    expect(distance(jit(fft.fft2)(image), fft.fft(rows, { axis: 0 }))).toBeLessThan(1e-15);
    expect(
      distance(jit((z: Complex) => fft.fft2(z, { axes: [0, 1] }))(image), fft.fft(rows, { axis: 0 })),
    ).toBeLessThan(1e-15);
    expect(distance(jit((z: Complex) => fft.ifft2(fft.fft2(z)))(image), image)).toBeLessThan(1e-15);
    const odd = draw([7, 9], 4).re;
    const back = jit((z: Arr) => fft.irfft2(fft.rfft2(z), { s: [7, 9] }))(odd);
    expect(distance(complex.of(back), complex.of(odd))).toBeLessThan(1e-15);
  });

  it("fftConvolve sums products", () => {
    const [a, b] = [uniform([9, 4], 5), uniform([3, 6], 6)];
    const direct = (i: number, j: number): number => {
      let sum = 0;
      for (let p = 0; p <= i; p++) {
        for (let q = 0; q <= j; q++) {
          if (p < 9 && q < 4 && i - p < 3 && j - q < 6) sum += a.slice(p, q).item() * b.slice(i - p, j - q).item();
        }
      }
      return sum;
    };
    const full = jit((u: Arr, v: Arr) => fft.fftConvolve(u, v))(a, b);
    expect(full.shape).toEqual([11, 9]);
    full.toArray().forEach((value, k) => expect(value).toBeCloseTo(direct(Math.floor(k / 9), k % 9), 13));
  });
});

describe("derivatives", () => {
  /** The image of a point through a pupil with a phase. */
  const pupil = uniform([6, 8], 7, "f64", 0, 1);
  const image = (phase: Arr): Arr => complex.abs2(fft.fft2(complex.scale(complex.expi(phase), pupil)));
  const phase = uniform([6, 8], 8);
  const data = uniform([6, 8], 9, "f64", 0, 5);
  const misfit = (p: Arr): Arr => image(p).sub(data).square().sum();

  it("of an image in its pupil's phase agree with differences to second order", () => {
    checkGrads(misfit, [phase], { order: 2, tolerance: 1e-6 });
    checkGrads(misfit, [phase], { order: 1, target: "wasm", tolerance: 1e-6 });
  });

  it("of an image are those of the closed form", () => {
    // With r = 2 (I - D) and field F: dL/dφ = 2 Im(E* · IFFT'(r F)), IFFT' without the division.
    const field = complex.scale(complex.expi(phase), pupil);
    const spectrum = fft.fft2(field);
    const residual = complex.abs2(spectrum).sub(data).mul(2);
    const back = fft.ifft2(complex.scale(spectrum, residual), { norm: "forward" });
    const expected = complex.mul(complex.conj(field), back).im.mul(2);
    for (const slope of [grad(misfit)(phase), jit(grad(misfit))(phase)]) {
      expect(distance(complex.of(slope), complex.of(expected))).toBeLessThan(1e-14);
    }
  });

  it("of the energy vanish: the total of an image knows no phase", () => {
    const slopes = grad((p: Arr) => image(p).sum())(phase);
    // 48 pixels of order 48 each, in f64.
    expect(slopes.abs().max().item()).toBeLessThan(1e-12);
  });

  it("are mapped and mapped over", () => {
    const stack = uniform([3, 6, 8], 10);
    const slopes = jit(vmap(grad(misfit)))(stack);
    for (let i = 0; i < 3; i++) {
      expect(distance(complex.of(slopes.slice(i)), complex.of(grad(misfit)(stack.slice(i))))).toBeLessThan(1e-14);
    }
  });

  it("of transforms are the matrices of their definitions", () => {
    const n = 7;
    const slopes = jacobian((x: Arr) => fft.rfft(x))(uniform([n], 11));
    const expected = complex.expi(outer(arange(4), arange(n)).mul((-2 * Math.PI) / n));
    expect(distance(slopes, expected)).toBeLessThan(1e-14);
  });

  it.each([6, 7, 9, 11])("of real and complex transforms of %i points agree with differences", (n) => {
    const weigh = (w: Complex): Arr => w.re.square().sum().add(w.im.mul(w.re).sum());
    checkGrads((z: Complex) => weigh(fft.fft(z)), [draw([2, n], n)], { order: 1, tolerance: 1e-7 });
    checkGrads((z: Complex) => weigh(fft.ifft(z, { axis: 0 })), [draw([n, 2], n)], { order: 1, tolerance: 1e-7 });
    checkGrads((x: Arr) => weigh(fft.rfft(x)), [draw([2, n], n).re], { order: 1, tolerance: 1e-7 });
    checkGrads((z: Complex) => fft.irfft(z, { n }).square().sum(), [draw([Math.floor(n / 2) + 1], n)], {
      order: 1,
      tolerance: 1e-7,
    });
    checkGrads((a: Arr, b: Arr) => fft.fftConvolve(a, b).square().sum(), [draw([n], n).re, draw([3], n).re], {
      order: 1,
      tolerance: 1e-7,
    });
  });
});
