/** Cooley–Tukey: the discrete Fourier transform of a line, split in time by one prime factor after the other; any length. */

import { primeFactors } from "./fast-length.ts";

/** Replaces the line `re + i im` by Σ_j x_j exp(∓2πi jk/n): the minus sign, or the plus sign for the inverse. */
export function transformLine(re: Float64Array, im: Float64Array, inverse: boolean): void {
  const n = re.length;
  const roots = Array.from({ length: n }, (_, k) => {
    const angle = (2 * Math.PI * (2 * k > n ? k - n : k)) / n;
    return [Math.cos(angle), inverse ? Math.sin(angle) : -Math.sin(angle)] as const;
  });
  /** The transform of elements start, start + step, …, for the prime factors that are left. */
  const transform = (
    start: number,
    step: number,
    factors: readonly number[],
  ): { re: Float64Array; im: Float64Array } => {
    const [radix, ...rest] = factors;
    if (radix === undefined) return { re: re.slice(start, start + 1), im: im.slice(start, start + 1) };
    const length = n / step;
    const parts = Array.from({ length: radix }, (_, j) => transform(start + j * step, step * radix, rest));
    const out = { re: new Float64Array(length), im: new Float64Array(length) };
    for (let k = 0; k < length; k++) {
      let [sumRe, sumIm] = [0, 0];
      parts.forEach((part, j) => {
        const [c, s] = roots[(j * k * step) % n]!;
        const [x, y] = [part.re[k % (length / radix)]!, part.im[k % (length / radix)]!];
        sumRe += c * x - s * y;
        sumIm += c * y + s * x;
      });
      out.re[k] = sumRe;
      out.im[k] = sumIm;
    }
    return out;
  };
  const result = transform(0, 1, primeFactors(n));
  re.set(result.re);
  im.set(result.im);
}
