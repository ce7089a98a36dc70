/** exp, exp2 and expm1: x = n ln 2 + r with |r| <= ln(2)/2, e^x = 2^n e^r, and a minimax polynomial for e^r. */
import type { Local } from "../encoder/index.ts";
import { LN2_HIGH, LN2_LOW, MAGNITUDE_BITS, ROUNDER } from "./constants.ts";
import { type DoubleDouble, fastTwoSum, leading } from "./double-double.ts";
import { bitsOf, type MathBuilder, type Operand, signBit } from "./math-builder.ts";
import { inversePowerOfTwo, powerOfTwo, scale } from "./power-of-two.ts";
import { unaryWithCare } from "./vector-function.ts";

/** e^r = 1 + r + r² p(r), relative error of r + r² p(r) below 2^-59. */
const EXPONENTIAL = [
  0.5, 0.16666666666666677, 0.0416666666666667, 0.008333333333322186, 0.0013888888888867895, 0.00019841269884848784,
  2.480158735885694e-5, 2.7557245400789903e-6, 2.755724399487213e-7, 2.51086474741518e-8, 2.092410936910267e-9,
];

/** n = round(x / ln 2), with `shifted` = n + ROUNDER. */
export function exponentOf(m: MathBuilder, x: Operand): { shifted: Local; n: Local } {
  const shifted = m.add(m.mul(x, Math.LOG2E), ROUNDER);
  return { shifted, n: m.sub(shifted, ROUNDER) };
}

/** r = x - n ln 2 as high + low. */
export function remainderOf(m: MathBuilder, x: Operand, n: Local): DoubleDouble {
  const leading = m.sub(x, m.mul(n, LN2_HIGH));
  const trailing = m.mul(n, LN2_LOW);
  const high = m.sub(leading, trailing);
  return { high, low: m.sub(m.sub(leading, high), trailing) };
}

/** r² p(r) = e^r - 1 - r. */
export function exponentialRest(m: MathBuilder, r: Local): Local {
  return m.mul(m.mul(r, r), m.estrin(r, EXPONENTIAL));
}

/** e^x = 2^n y: y with n. */
function exponential(m: MathBuilder, x: Local): { shifted: Local; n: Local; y: Local } {
  const { shifted, n } = exponentOf(m, x);
  const r = m.sub(m.sub(x, m.mul(n, LN2_HIGH)), m.mul(n, LN2_LOW));
  return { shifted, n, y: m.add(1, m.add(r, exponentialRest(m, r))) };
}

/** Where 2^n may leave the normal numbers, or x is NaN. */
const beyond708 = (m: MathBuilder, x: Local): Local => m.greaterBits(m.and(x, MAGNITUDE_BITS), bitsOf(708));

/** x, kept where the result is neither zero nor infinite long since. */
const within800 = (m: MathBuilder, x: Local): Local => m.atLeast(m.atMost(x, 800), -800);

export const exp = unaryWithCare("exp", {
  fast: (m, x) => {
    const { shifted, y } = exponential(m, x);
    return { value: m.addBits(y, m.shiftLeft(shifted, 52)), unusual: beyond708(m, x) };
  },
  careful: (m, x) => {
    const { n, y } = exponential(m, within800(m, x));
    return scale(m, y, n);
  },
});

/** ln 2 with 26 bits, and what is left. */
const LN2_26 = [0.6931471675634384, 1.2996506893889889e-8] as const;

/** 2^x = 2^n e^(t ln 2) with t = x - n exactly: the product t ln 2 keeps its rounding error. */
function powerOfTwoNear(m: MathBuilder, x: Local): { shifted: Local; n: Local; y: Local } {
  const shifted = m.add(x, ROUNDER);
  const n = m.sub(shifted, ROUNDER);
  const t = m.sub(x, n);
  const head = leading(m, t);
  const exact = m.mul(head, LN2_26[0]);
  const tail = m.add(m.mul(t, LN2_26[1]), m.mul(m.sub(t, head), LN2_26[0]));
  const rest = exponentialRest(m, m.add(exact, tail));
  const sum = fastTwoSum(m, 1, exact);
  return { shifted, n, y: m.add(sum.high, m.add(m.add(sum.low, tail), rest)) };
}

export const exp2 = unaryWithCare("exp2", {
  fast: (m, x) => {
    const { shifted, y } = powerOfTwoNear(m, x);
    const unusual = m.greaterBits(m.and(x, MAGNITUDE_BITS), bitsOf(1021));
    return { value: m.addBits(y, m.shiftLeft(shifted, 52)), unusual };
  },
  careful: (m, x) => {
    const { n, y } = powerOfTwoNear(m, m.atLeast(m.atMost(x, 1100), -1100));
    return scale(m, y, n);
  },
});

/** e^(r + low) = high + low for |r| <= ln(2)/2, to some 2^-60. */
export function exponentialOfReduced(m: MathBuilder, { high: r, low }: DoubleDouble): DoubleDouble {
  const small = m.add(exponentialRest(m, r), m.add(low, m.mul(low, r)));
  const sum = fastTwoSum(m, 1, r);
  return { high: sum.high, low: m.add(sum.low, small) };
}

/**
 * e^x - 1 = 2^n ((1 - 2^-n) + (e^r - 1)) with n = round(x / ln 2): the two summands cancel when n = 1, so they are
 * added without error. `inverse` is 2^-n.
 */
export function exponentialMinusOne(m: MathBuilder, x: Operand, n: Local, inverse: Local): DoubleDouble {
  const r = remainderOf(m, x, n);
  // r²/2 apart from the rest, so that the rounding errors of the polynomial are those of r³/6.
  const z = m.mul(r.high, r.high);
  const cubic = m.mul(m.mul(r.high, z), m.estrin(r.high, EXPONENTIAL.slice(1)));
  const e = fastTwoSum(m, r.high, m.add(m.mul(z, 0.5), cubic));
  // d(e^r) = e^r dr takes the low part of r along.
  const eLow = m.add(e.low, m.add(r.low, m.mul(r.low, e.high)));
  const constant = m.sub(1, inverse);
  const constantLow = m.sub(m.sub(1, constant), inverse);
  const sum = fastTwoSum(m, constant, e.high);
  return { high: sum.high, low: m.add(m.add(sum.low, constantLow), eLow) };
}

/** e^x - 1 has the sign of x, -0 included. */
const withSign = (m: MathBuilder, result: Local, x: Local): Local => m.or(result, m.and(x, signBit));

export const expm1 = unaryWithCare("expm1", {
  fast: (m, x) => {
    const { shifted, n } = exponentOf(m, x);
    const y = exponentialMinusOne(m, x, n, inversePowerOfTwo(m, shifted));
    const value = withSign(m, m.mul(m.add(y.high, y.low), powerOfTwo(m, shifted)), x);
    return { value, unusual: beyond708(m, x) };
  },
  careful: (m, x) => {
    const clamped = m.atLeast(m.atMost(x, 800), -708);
    const { n } = exponentOf(m, clamped);
    // Past 2^1000 the -1 is long lost, and its 2^-n would not be representable.
    const inverse = inversePowerOfTwo(m, m.add(m.atMost(n, 1000), ROUNDER));
    const y = exponentialMinusOne(m, clamped, n, inverse);
    return withSign(m, scale(m, m.add(y.high, y.low), n), x);
  },
});
