/** exp, log and log1p that are the same bits in every engine: within one ulp of exact values, from rational arithmetic. */
import { describe, expect, it } from "vitest";
import { exp, log, log1p } from "../../src/numerics/elementary.ts";

/** Numbers are held as whole multiples of 2^-1400, so that the least double and squares of rounding errors are exact. */
const places = 1400n;
const one = 1n << places;

/** A double as it is, without rounding. */
function exact(x: number): bigint {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, x);
  const word = bits.getBigUint64(0);
  const exponent = (word >> 52n) & 0x7ffn;
  const digits = (word & 0xfffffffffffffn) | (exponent === 0n ? 0n : 1n << 52n);
  const size = digits << (places - 1075n + (exponent === 0n ? 1n : exponent));
  return x < 0 ? -size : size;
}

/** e^x by its series; of a large argument by that of its 1024th part, squared ten times. */
function exactExp(x: bigint): bigint {
  const part = x >> 10n;
  let term = one;
  let sum = one;
  for (let n = 1n; term !== 0n && term !== -1n; n++) {
    term = ((term * part) >> places) / n;
    sum += term;
  }
  for (let k = 0; k < 10; k++) sum = (sum * sum) >> places;
  return sum;
}

/** The distance from a number to the next larger one of its binade. */
const ulp = (x: number): number => Math.max(2 ** (Math.floor(Math.log2(Math.abs(x))) - 52), Number.MIN_VALUE);

const between = (low: number, high: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => low + ((high - low) * (i + 0.382)) / count);

describe("exp", () => {
  it("is within one ulp of the exact value", () => {
    // Up to 600, beyond which ten squarings of 1400 places would no longer be exact to an ulp.
    for (const x of [
      ...between(-1, 1, 60),
      ...between(-30, 30, 60),
      ...between(-300, 600, 60),
      2 ** -30,
      -(2 ** -27),
    ]) {
      const y = exp(x);
      const error = exactExp(exact(x)) - exact(y);
      expect(error < exact(ulp(y)) && -error < exact(ulp(y))).toBe(true);
    }
  });

  it("has the ends of the range, and e", () => {
    expect([exp(0), exp(-0), exp(1), exp(-Infinity), exp(Infinity), exp(NaN)]).toEqual([
      1,
      1,
      Math.E,
      0,
      Infinity,
      NaN,
    ]);
    expect([exp(709.79), exp(-745.2)]).toEqual([Infinity, 0]);
    // e^709.78 = 1.7928e308 and e^-745.13 = 5.0e-324, the least double.
    expect(exp(709.78) / 1e308).toBeCloseTo(1.7928, 3);
    expect(exp(-745.13)).toBe(Number.MIN_VALUE);
  });
});

/** Whether e^(y - ulp) < x < e^(y + ulp): then y is within one ulp of log x, as e^y grows with y. */
const isLogarithm = (y: number, x: bigint): boolean =>
  exactExp(exact(y) - exact(ulp(y))) < x && x < exactExp(exact(y) + exact(ulp(y)));

describe("log", () => {
  it("is within one ulp of the exact value", () => {
    for (const x of [...between(0.01, 2, 80), ...between(2, 1e6, 40), 1e-200, 1e200, 1 + 2 ** -52, 1 - 2 ** -53]) {
      expect(isLogarithm(log(x), exact(x))).toBe(true);
    }
  });

  it("has its ends", () => {
    expect([log(1), log(0), log(-1), log(Infinity), log(NaN)]).toEqual([0, -Infinity, NaN, Infinity, NaN]);
    // The least double is 2^-1074.
    expect(log(Number.MIN_VALUE)).toBe(-744.4400719213812);
  });
});

describe("log1p", () => {
  it("is within one ulp of the exact value, however small its argument", () => {
    for (const x of [...between(-0.99, 2, 80), ...between(2, 1e6, 40), 1e-5, -1e-9, 1e-20, -1e-30, 2 ** 53, 1e200]) {
      expect(isLogarithm(log1p(x), one + exact(x))).toBe(true);
    }
  });

  it("has its ends", () => {
    const values = [log1p(0), log1p(-0), log1p(-1), log1p(-2), log1p(Infinity), log1p(NaN)];
    expect(values).toEqual([0, -0, -Infinity, NaN, Infinity, NaN]);
  });
});
