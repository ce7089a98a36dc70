/** pow: x^y = exp(y log x), the logarithm and the product to 2^-65 because y log x may reach 745. */
import type { Local } from "../encoder/index.ts";
import { LEAST_NORMAL, LN2_HIGH, LN2_LOW, MAGNITUDE_BITS } from "./constants.ts";
import { type DoubleDouble, fastTwoSum, leading } from "./double-double.ts";
import { preciseExponential } from "./exponential.ts";
import { notPositiveNormal, splitExponent } from "./logarithm.ts";
import { bitsOf, type MathBuilder, signBit } from "./math-builder.ts";
import { scale } from "./power-of-two.ts";
import { binaryWithCare } from "./vector-function.ts";

/** log((1 + s)/(1 - s)) = 2 s + s w (2/3 + w p(w)), w = s²; relative error below 2^-66. */
const LOGARITHM = [
  0.39999999999999997, 0.2857142857143251, 0.22222222220375867, 0.18181818547731782, 0.1538457729459185,
  0.1333558574251909, 0.11688699976651049, 0.11880569319987945,
];

const TWO_THIRDS = [0.6666666666666666, 3.700743415417188e-17] as const;

/**
 * log x for positive normal x, `shift` being subtracted from the exponent. Leading parts have 26 bits, so that their
 * products are exact; what is left is carried beside them in float64, 2^-25 smaller, to 2^-77 of the whole.
 */
function preciseLogarithm(m: MathBuilder, x: Local, shift?: Local): DoubleDouble {
  const split = splitExponent(m, x);
  const k = shift === undefined ? split.k : m.sub(split.k, shift);
  const { significand } = split;

  // s = f/(1 + m), f = m - 1.
  const f = m.sub(significand, 1);
  const divisor = m.add(significand, 1);
  const reciprocal = m.div(1, divisor);
  const divisorHead = leading(m, divisor);
  const divisorRest = m.sub(significand, m.sub(divisorHead, 1));
  const s = m.div(f, divisor);
  const sHead = leading(m, s);
  const sRest = m.mul(m.sub(m.sub(f, m.mul(sHead, divisorHead)), m.mul(sHead, divisorRest)), reciprocal);

  // w = s².
  const wExact = m.mul(sHead, sHead);
  const wRest = m.mul(sRest, m.add(s, sHead));
  const w = m.add(wExact, wRest);
  const wHead = leading(m, w);
  const wTail = m.add(m.sub(wExact, wHead), wRest);

  // u = 2/3 + w p(w); a plain square is good enough for p, and ready sooner.
  const plainSquare = m.mul(s, s);
  const bend = m.mul(w, m.estrin(plainSquare, LOGARITHM));
  const u = m.add(TWO_THIRDS[0], bend);
  const uHead = leading(m, u);
  const uTail = m.sub(bend, m.sub(uHead, TWO_THIRDS[0]));

  // v = 2 + w u, log m = s v.
  const product = m.mul(wHead, uHead);
  const productRest = m.add(m.mul(wHead, uTail), m.add(m.mul(wTail, u), m.mul(wHead, TWO_THIRDS[1])));
  const v = m.add(2, m.add(product, productRest));
  const vHead = leading(m, v);
  const vTail = m.add(m.add(m.sub(2, vHead), product), productRest);
  const high = m.mul(sHead, vHead);
  const low = m.add(m.mul(sHead, vTail), m.mul(sRest, v));

  const sum = fastTwoSum(m, m.mul(k, LN2_HIGH), high);
  return { high: sum.high, low: m.add(sum.low, m.add(m.mul(k, LN2_LOW), low)) };
}

/** y log a as whole + rest, for positive normal a. */
function scaledLogarithm(m: MathBuilder, a: Local, y: Local, shift?: Local): { whole: Local; rest: Local } {
  const logarithm = preciseLogarithm(m, a, shift);
  const l = m.add(logarithm.high, logarithm.low);
  const lHead = leading(m, l);
  const lTail = m.add(m.sub(logarithm.high, lHead), logarithm.low);
  const yHead = leading(m, y);
  const exact = m.mul(yHead, lHead);
  const correction = m.add(m.mul(yHead, lTail), m.mul(m.sub(y, yHead), l));
  const whole = m.add(exact, correction);
  return { whole, rest: m.add(m.sub(exact, whole), correction) };
}

/** x^y for any x and y whose result is no special case but for its sign: |x|^y, scaled where it leaves the normal range. */
function magnitudeOfPower(m: MathBuilder, x: Local, y: Local): Local {
  const magnitude = m.abs(x);
  const subnormal = m.less(magnitude, LEAST_NORMAL);
  const normal = m.select(subnormal, m.mul(magnitude, 2 ** 54), magnitude);
  // Beyond 2^66 the result has long been 0, 1 or ∞, and products with y could overflow.
  const bounded = m.atLeast(m.atMost(y, 2 ** 66), -(2 ** 66));
  const { whole, rest } = scaledLogarithm(m, normal, bounded, m.and(subnormal, bitsOf(54)));
  // e^±800 is ∞ or 0 already.
  const clamped = m.atLeast(m.atMost(whole, 800), -800);
  const { n, value } = preciseExponential(m, clamped, m.and(rest, m.equal(clamped, whole)));
  return scale(m, m.add(value.high, value.low), n);
}

/** x^y, its special cases as in IEEE 754-2019, 9.2.1, and C99, F.9.4.4. */
export const pow = binaryWithCare("pow", {
  fast: (m, x, y) => {
    const { whole, rest } = scaledLogarithm(m, x, y);
    const { shifted, value } = preciseExponential(m, whole, rest);
    const beyond = m.greaterBits(m.and(whole, MAGNITUDE_BITS), bitsOf(708));
    return {
      value: m.addBits(m.add(value.high, value.low), m.shiftLeft(shifted, 52)),
      unusual: m.or(beyond, notPositiveNormal(m, x)),
    };
  },
  careful: (m, x, y) => {
    const magnitude = m.abs(x);
    const isInteger = m.equal(m.nearest(y), y);
    const half = m.mul(y, 0.5);
    const isOdd = m.and(isInteger, m.notEqual(m.nearest(half), half));

    const regular = magnitudeOfPower(m, x, y);
    const isZero = m.equal(x, 0);
    const isInfinite = m.equal(magnitude, Infinity);
    // 0^y and ∞^y: ∞ where 0 has a negative exponent or ∞ a positive one, else 0.
    const limit = m.select(m.xor(isZero, m.greater(y, 0)), Infinity, 0);
    const unsigned = m.select(m.or(isZero, isInfinite), limit, regular);
    const signed = m.xor(unsigned, m.and(m.and(isOdd, x), signBit));

    const isRoot = m.and(m.andNot(m.less(x, 0), isInfinite), m.not(isInteger)); // of a negative number
    const isNumber = m.and(m.equal(x, x), m.equal(y, y));
    const defined = m.select(m.andNot(isNumber, isRoot), signed, NaN);
    return m.select(m.or(m.equal(y, 0), m.equal(x, 1)), 1, defined);
  },
});
