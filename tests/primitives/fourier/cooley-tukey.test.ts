/** The reference transform against the definition, for lengths with any factors. */

import { describe, expect, it } from "vitest";
import { lineTransform } from "../../../src/primitives/fourier/cooley-tukey.ts";
import { primeFactors } from "../../../src/primitives/fourier/fast-length.ts";
import { random } from "../../compile/support.ts";

const draw = (n: number, seed: number): Float64Array => {
  const next = random(seed);
  return Float64Array.from({ length: n }, () => next() - 0.5);
};

describe.each([1, 2, 3, 4, 7, 12, 30, 49, 64, 91, 97, 120])("%i points", (n) => {
  it.each([false, true])("inverse: %s", (inverse) => {
    const [re, im] = [draw(n, n), draw(n, n + 1)];
    const [outRe, outIm] = [re.slice(), im.slice()];
    const transform = lineTransform(n, inverse);
    // The function keeps nothing of the lines it has done.
    transform(im.slice(), re.slice());
    transform(outRe, outIm);
    for (let k = 0; k < n; k++) {
      let [x, y] = [0, 0];
      for (let j = 0; j < n; j++) {
        const angle = (2 * Math.PI * ((j * k) % n)) / n;
        const [c, s] = [Math.cos(angle), inverse ? Math.sin(angle) : -Math.sin(angle)];
        x += re[j]! * c - im[j]! * s;
        y += re[j]! * s + im[j]! * c;
      }
      // Sums of up to 120 numbers below one half.
      expect(outRe[k]).toBeCloseTo(x, 13);
      expect(outIm[k]).toBeCloseTo(y, 13);
    }
  });
});

it("finds prime factors", () => {
  expect(primeFactors(1)).toEqual([]);
  expect(primeFactors(360)).toEqual([2, 2, 2, 3, 3, 5]);
  expect(primeFactors(2 * 97 * 97)).toEqual([2, 97, 97]);
});
