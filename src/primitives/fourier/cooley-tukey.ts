/** Cooley–Tukey: the discrete Fourier transform of a line, split in time by one prime factor after the other; any length. */

import { primeFactors } from "./fast-length.ts";

/**
 * The transform of lines of n numbers, as a function that replaces the line `re + i im` by Σ_j x_j exp(∓2πi jk/n): the minus sign, or the
 * plus sign for the inverse.
 */
export function lineTransform(n: number, inverse: boolean): (re: Float64Array, im: Float64Array) => void {
  const factors = primeFactors(n);
  const cos = new Float64Array(n);
  const sin = new Float64Array(n);
  for (let k = 0; k < n; k++) {
    const angle = (2 * Math.PI * (2 * k > n ? k - n : k)) / n;
    cos[k] = Math.cos(angle);
    sin[k] = inverse ? Math.sin(angle) : -Math.sin(angle);
  }
  const [outRe, outIm] = [new Float64Array(n), new Float64Array(n)];
  const longest = Math.max(1, ...factors);
  const [termRe, termIm] = [new Float64Array(longest), new Float64Array(longest)];

  /** Writes the transform of elements from, from + step, … to the places from `to` on. */
  const transform = (
    re: Float64Array,
    im: Float64Array,
    from: number,
    step: number,
    to: number,
    depth: number,
  ): void => {
    const radix = factors[depth];
    if (radix === undefined) {
      outRe[to] = re[from]!;
      outIm[to] = im[from]!;
      return;
    }
    const length = n / step;
    const part = length / radix;
    for (let j = 0; j < radix; j++) transform(re, im, from + j * step, step * radix, to + j * part, depth + 1);
    for (let p = 0; p < part; p++) {
      // Term j of all results k = p, p + part, … differs by roots of order `radix` alone.
      for (let j = 0; j < radix; j++) {
        const at = to + j * part + p;
        const turn = j * p * step;
        termRe[j] = cos[turn]! * outRe[at]! - sin[turn]! * outIm[at]!;
        termIm[j] = cos[turn]! * outIm[at]! + sin[turn]! * outRe[at]!;
      }
      for (let q = 0; q < radix; q++) {
        let sumRe = termRe[0]!;
        let sumIm = termIm[0]!;
        for (let j = 1; j < radix; j++) {
          const turn = ((j * q) % radix) * (n / radix);
          sumRe += cos[turn]! * termRe[j]! - sin[turn]! * termIm[j]!;
          sumIm += cos[turn]! * termIm[j]! + sin[turn]! * termRe[j]!;
        }
        outRe[to + q * part + p] = sumRe;
        outIm[to + q * part + p] = sumIm;
      }
    }
  };
  return (re, im) => {
    transform(re, im, 0, 1, 0, 0);
    re.set(outRe);
    im.set(outIm);
  };
}
