/** log and log1p: x = 2^k m with √½ <= m < √2, log x = k ln 2 + log m, and a polynomial in s = f/(2 + f), f = m - 1. */
import type { Local } from "../encoder/index.ts";
import {
  LEAST_NORMAL,
  LN2_HIGH,
  LN2_LOW,
  MAGNITUDE_BITS,
  ONE_BITS,
  SIGNIFICAND_BITS,
  SQRT_HALF_BITS,
} from "./constants.ts";
import { type DoubleDouble, fastTwoSum } from "./double-double.ts";
import { bitsOf, type MathBuilder, type Operand, signBit } from "./math-builder.ts";
import { unaryWithCare } from "./vector-function.ts";

/** log((1 + s)/(1 - s)) = 2 s + s w p(w), w = s²; relative error below 2^-58. */
const LOGARITHM = [
  0.6666666666666698, 0.3999999999961362, 0.28571428703381413, 0.2222220219803387, 0.1818339071471238,
  0.15318194542637442, 0.14756912518337204,
];

/** 2^52 carries an integer below 2^52 in its low bits. */
const INTEGER_CARRIER = 2 ** 52;

/** Exponent and significand of x = 2^k m, √½ <= m < √2, for positive normal x. */
export function splitExponent(m: MathBuilder, x: Local): { k: Local; significand: Local } {
  const raised = m.addBits(x, ONE_BITS - SQRT_HALF_BITS);
  const biased = m.or(m.shiftRight(raised, 52), bitsOf(INTEGER_CARRIER));
  return {
    k: m.sub(biased, INTEGER_CARRIER + 1023),
    significand: m.addBits(m.and(raised, SIGNIFICAND_BITS), SQRT_HALF_BITS),
  };
}

/**
 * k ln 2 + log(1 + f) + correction, with divisor = 2 + f. From 2 s = f - s f = f - f²/2 + s f²/2 follows
 * log(1 + f) = f - f²/2 + s f²/2 + s w p(w): all but the last term is added up while p is on its way.
 */
function logarithmParts(m: MathBuilder, k: Local, f: Local, divisor: Local, correction?: Local): DoubleDouble {
  const s = m.div(f, divisor);
  const w = m.mul(s, s);
  const halfSquare = m.mul(m.mul(f, 0.5), f);
  // k ln 2 and f may cancel (k = 1 with m near √½), so their sum keeps its rounding error.
  const sum = fastTwoSum(m, m.mul(k, LN2_HIGH), f);
  const kLow = m.mul(k, LN2_LOW);
  const small = correction === undefined ? kLow : m.add(kLow, correction);
  const base = m.add(m.add(m.sub(sum.low, halfSquare), small), m.mul(s, halfSquare));
  return { high: sum.high, low: m.add(base, m.mul(m.mul(s, w), logarithmPolynomial(m, w))) };
}

/** p(w) of log((1 + s)/(1 - s)) = 2 s + s w p(w), w = s². */
export function logarithmPolynomial(m: MathBuilder, w: Local): Local {
  return m.estrin(w, LOGARITHM);
}

/** high + low, rounded. */
const rounded = (m: MathBuilder, { high, low }: DoubleDouble): Local => m.add(high, low);

/** log x for positive normal x. */
function logarithmOfNormal(m: MathBuilder, x: Local, shift?: Local): Local {
  const { k, significand } = splitExponent(m, x);
  const exponent = shift === undefined ? k : m.sub(k, shift);
  return rounded(m, logarithmParts(m, exponent, m.sub(significand, 1), m.add(significand, 1)));
}

/** All but positive normal numbers, by one signed comparison of bits shifted so that these come lowest. */
export function notPositiveNormal(m: MathBuilder, x: Local): Local {
  const least = bitsOf(LEAST_NORMAL);
  return m.greaterBits(
    m.addBits(x, BigInt.asIntN(64, signBit - least)),
    BigInt.asIntN(64, signBit + bitsOf(Infinity) - least - 1n),
  );
}

export const log = unaryWithCare("log", {
  fast: (m, x) => ({ value: logarithmOfNormal(m, x), unusual: notPositiveNormal(m, x) }),
  careful: (m, x) => {
    const subnormal = m.less(x, LEAST_NORMAL);
    const raised = m.select(subnormal, m.mul(x, 2 ** 54), x);
    const regular = logarithmOfNormal(m, raised, m.and(subnormal, bitsOf(54)));
    return withLimits(m, regular, x, 0);
  },
});

/** The largest x for which u - 1 is exact, u = 1 + x rounded, so that u + (x - (u - 1)) = 1 + x. */
const LARGEST_EXACT = 2 ** 52;

/**
 * log(u + c) = high + low of a sum u + c, u positive and normal, with |c| at most a few units in the last place of u. `useCorrection`
 * drops c in lanes where its mask is not set, `shift` is added to the exponent.
 */
export function logarithmOfSum(
  m: MathBuilder,
  u: DoubleDouble,
  { useCorrection, shift }: { useCorrection?: Local; shift?: Local } = {},
): DoubleDouble {
  const { k, significand } = splitExponent(m, u.high);
  // 2^-k; for k = 1024 garbage, which is dropped too.
  const scaling = m.subBits(ONE_BITS, m.subBits(u.high, significand));
  const scaled = m.mul(u.low, scaling);
  const low = useCorrection === undefined ? scaled : m.and(scaled, useCorrection);
  // f = m - 1 + low; when k = 0 this is log1p's x itself. What rounding drops is below 2^-55, so log' = 1/(1 + f) = 1 - f will do.
  const f = fastTwoSum(m, m.sub(significand, 1), low);
  const divisor = m.add(m.add(significand, 1), low);
  const exponent = shift === undefined ? k : m.add(k, shift);
  return logarithmParts(m, exponent, f.high, divisor, m.mul(f.low, m.sub(1, f.high)));
}

/** log1p x = log(u + c) with c = x - (u - 1); beyond 2^52 c is lost beside log u, and `useCorrection` drops it. */
function logarithmOfOnePlus(m: MathBuilder, x: Local, useCorrection?: Local): Local {
  const u = fastTwoSum(m, 1, x);
  return rounded(m, logarithmOfSum(m, u, useCorrection === undefined ? {} : { useCorrection }));
}

export const log1p = unaryWithCare("log1p", {
  fast: (m, x) => ({
    value: signed(m, logarithmOfOnePlus(m, x), x),
    unusual: m.or(m.lessEqual(x, -1), m.greaterBits(m.and(x, MAGNITUDE_BITS), bitsOf(LARGEST_EXACT))),
  }),
  careful: (m, x) => {
    const regular = signed(m, logarithmOfOnePlus(m, x, m.lessEqual(x, LARGEST_EXACT)), x);
    return withLimits(m, regular, x, -1);
  },
});

/** log1p x has the sign of x, -0 included. */
const signed = (m: MathBuilder, result: Local, x: Local): Local => m.or(result, m.and(x, signBit));

/** -∞ at the pole, NaN left of it and at NaN, ∞ at ∞, else the regular value. */
export function withLimits(m: MathBuilder, regular: Local, x: Local, pole: Operand): Local {
  const bounded = m.select(m.equal(x, Infinity), Infinity, regular);
  const inDomain = m.select(m.greater(x, pole), bounded, NaN);
  return m.select(m.equal(x, pole), -Infinity, inDomain);
}
