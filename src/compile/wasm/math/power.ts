/** pow: x^y = exp(y log x), the logarithm and the product to 2^-65 because y log x may reach 745. */
import type { Local } from "../encoder/index.ts";
import { LEAST_NORMAL, LN2_HIGH, LN2_LOW, MAGNITUDE_BITS } from "./constants.ts";
import { type DoubleDouble, fastTwoSum, leading } from "./double-double.ts";
import { exponentialOfReduced, exponentOf } from "./exponential.ts";
import { notPositiveNormal, splitExponent } from "./logarithm.ts";
import { bitsOf, type MathBuilder, signBit } from "./math-builder.ts";
import { scale } from "./power-of-two.ts";
import { binaryWithCare } from "./vector-function.ts";

/** log((1 + s)/(1 - s)) = 2 s + s w (2/3 + w p(w)), w = s²; relative error below 2^-66. */
const LOGARITHM = [
  0.39999999999999997, 0.2857142857143251, 0.22222222220375867, 0.18181818547731782, 0.1538457729459185,
  0.1333558574251909, 0.11688699976651049, 0.11880569319987945,
];

/** 2/3; its leading 14 bits, and what is left. */
const TWO_THIRDS = 2 / 3;
const TWO_THIRDS_PARTS = [0.6666259765625, 4.0690104166666664e-5] as const;

/**
 * log x for positive normal x, `shift` being subtracted from the exponent: k ln 2 + 2 s + (2/3) s w + s w² p(w). With 13 bits of s its
 * square has 26, and the products with that square and with 14 bits of 2/3 are exact. What is left of s is carried beside it, 2^-12
 * smaller, so that rounding it costs no more than 2^-65 of the whole.
 */
export function preciseLogarithm(m: MathBuilder, x: Local, shift?: Local): DoubleDouble {
  const split = splitExponent(m, x);
  const k = shift === undefined ? split.k : m.sub(split.k, shift);
  const { significand } = split;

  // s = f/(1 + m) = sHead + sRest, f = m - 1.
  const f = m.sub(significand, 1);
  const divisor = m.add(significand, 1);
  const reciprocal = m.div(1, divisor);
  const divisorHead = leading(m, divisor);
  const divisorRest = m.sub(significand, m.sub(divisorHead, 1));
  const s = m.mul(f, reciprocal);
  const sHead = m.and(s, LEADING_13_BITS);
  const sRest = m.mul(m.sub(m.sub(f, m.mul(sHead, divisorHead)), m.mul(sHead, divisorRest)), reciprocal);

  // (2/3) w + w² p(w) = exact + rest with w = s² = wExact + wRest; a plain square is good enough for p, and ready sooner.
  const wExact = m.mul(sHead, sHead);
  const wRest = m.mul(sRest, m.add(s, sHead));
  const w = m.add(wExact, wRest);
  const bend = m.mul(m.mul(w, w), m.estrin(m.mul(s, s), LOGARITHM));
  const exact = m.mul(wExact, TWO_THIRDS_PARTS[0]);
  const rest = m.add(m.add(m.mul(wExact, TWO_THIRDS_PARTS[1]), bend), m.mul(wRest, TWO_THIRDS));
  const slope = m.add(m.add(exact, 2), rest);
  const low = m.add(m.mul(sHead, rest), m.mul(sRest, slope));

  const first = fastTwoSum(m, m.mul(k, LN2_HIGH), m.add(sHead, sHead));
  const second = fastTwoSum(m, first.high, m.mul(sHead, exact));
  const lost = m.add(m.add(first.low, second.low), m.mul(k, LN2_LOW));
  return { high: second.high, low: m.add(lost, low) };
}

/** a^y = 2^n value for positive normal a, with y log a, rounded, and `shifted` = n + ROUNDER. */
interface Power {
  readonly product: Local;
  readonly shifted: Local;
  readonly n: Local;
  readonly value: Local;
}

function power(m: MathBuilder, a: Local, y: Local, shift?: Local): Power {
  const logarithm = preciseLogarithm(m, a, shift);
  const l = m.add(logarithm.high, logarithm.low);
  const product = m.mul(y, l);
  const { shifted, n } = exponentOf(m, product);
  // y log a = exact + correction.
  const lHead = leading(m, l);
  const lTail = m.add(m.sub(logarithm.high, lHead), logarithm.low);
  const yHead = leading(m, y);
  const exact = m.mul(yHead, lHead);
  const correction = m.add(m.mul(yHead, lTail), m.mul(m.sub(y, yHead), l));
  // Less n ln 2: the first difference is exact.
  const reduced = fastTwoSum(m, m.sub(exact, m.mul(n, LN2_HIGH)), m.sub(correction, m.mul(n, LN2_LOW)));
  const { high, low } = exponentialOfReduced(m, reduced);
  return { product, shifted, n, value: m.add(high, low) };
}

/** x^y for any x and y whose result is no special case but for its sign: |x|^y, scaled where it leaves the normal range. */
function magnitudeOfPower(m: MathBuilder, x: Local, y: Local): Local {
  const magnitude = m.abs(x);
  const subnormal = m.less(magnitude, LEAST_NORMAL);
  const normal = m.select(subnormal, m.mul(magnitude, 2 ** 54), magnitude);
  // Beyond 2^66 the result has long been 0, 1 or ∞, and products with y could overflow.
  const bounded = m.atLeast(m.atMost(y, 2 ** 66), -(2 ** 66));
  const { product, n, value } = power(m, normal, bounded, m.and(subnormal, bitsOf(54)));
  const notTooSmall = m.select(m.less(product, -800), 0, scale(m, value, n));
  return m.select(m.greater(product, 800), Infinity, notTooSmall);
}

/** x^y, its special cases as in IEEE 754-2019, 9.2.1, and C99, F.9.4.4. */
export const pow = binaryWithCare("pow", {
  fast: (m, x, y) => {
    const { product, shifted, value } = power(m, x, y);
    const beyond = m.greaterBits(m.and(product, MAGNITUDE_BITS), bitsOf(708));
    return { value: m.addBits(value, m.shiftLeft(shifted, 52)), unusual: m.or(beyond, notPositiveNormal(m, x)) };
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

const LEADING_13_BITS = BigInt.asIntN(64, 0xffff_ff00_0000_0000n);
