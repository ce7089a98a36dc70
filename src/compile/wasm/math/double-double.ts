/** Numbers of twice the precision as unevaluated sums high + low, by error-free additions and split products. */
import type { Local } from "../encoder/index.ts";
import type { MathBuilder, Operand } from "./math-builder.ts";

/** An unevaluated sum; |low| is a few units in the last place of high at most, unless stated otherwise. */
export interface DoubleDouble {
  readonly high: Local;
  readonly low: Local;
}

/** a + b exactly, for |a| >= |b| or a = 0. T. J. Dekker, Numer. Math. 18 (1971). */
export function fastTwoSum(m: MathBuilder, a: Operand, b: Operand): DoubleDouble {
  const high = m.add(a, b);
  return { high, low: m.sub(b, m.sub(high, a)) };
}

/** a + b exactly, in any order. D. E. Knuth, The Art of Computer Programming, vol. 2, 4.2.2. */
export function twoSum(m: MathBuilder, a: Operand, b: Operand): DoubleDouble {
  const high = m.add(a, b);
  const fromB = m.sub(high, a);
  return { high, low: m.add(m.sub(a, m.sub(high, fromB)), m.sub(b, fromB)) };
}

/** The leading 26 bits of a: the product of two such numbers is exact. */
export function leading(m: MathBuilder, a: Operand): Local {
  return m.and(a, LEADING_26_BITS);
}

/** A sum high + low whose parts may be constants. */
export interface Parts {
  readonly high: Operand;
  readonly low: Operand;
}

/** a b exactly, by products of 26 leading and 27 remaining bits. */
export function twoProduct(m: MathBuilder, a: Operand, b: Operand): DoubleDouble {
  const high = m.mul(a, b);
  const [aHead, bHead] = [leading(m, a), leading(m, b)];
  const [aRest, bRest] = [m.sub(a, aHead), m.sub(b, bHead)];
  const crossed = m.add(m.sub(m.mul(aHead, bHead), high), m.mul(aHead, bRest));
  return { high, low: m.add(m.add(crossed, m.mul(aRest, bHead)), m.mul(aRest, bRest)) };
}

/** a + b, to about 2^-104 of the larger. */
export function sumOf(m: MathBuilder, a: Parts, b: Parts): DoubleDouble {
  const { high, low } = twoSum(m, a.high, b.high);
  return fastTwoSum(m, high, m.add(low, m.add(a.low, b.low)));
}

/** a b, to about 2^-102. */
export function productOf(m: MathBuilder, a: Parts, b: Parts): DoubleDouble {
  const { high, low } = twoProduct(m, a.high, b.high);
  return fastTwoSum(m, high, m.add(low, m.add(m.mul(a.high, b.low), m.mul(a.low, b.high))));
}

/** -a. */
export function negated(m: MathBuilder, a: Parts): DoubleDouble {
  return { high: m.neg(a.high), low: m.neg(a.low) };
}

/**
 * Quotient of two double-doubles: `high` has 26 bits and `low` the rest, to a relative error of about 2^-75, so that
 * high + low is rounded once.
 */
export function divide(m: MathBuilder, numerator: DoubleDouble, denominator: DoubleDouble): DoubleDouble {
  const reciprocal = m.div(1, denominator.high);
  const high = leading(m, m.mul(numerator.high, reciprocal));
  const divisor = leading(m, denominator.high);
  const divisorRest = m.add(m.sub(denominator.high, divisor), denominator.low);
  const rest = m.sub(m.sub(numerator.high, m.mul(high, divisor)), m.mul(high, divisorRest));
  return { high, low: m.mul(m.add(rest, numerator.low), reciprocal) };
}

/** a² exactly but for 2^-79 of it. */
export function square(m: MathBuilder, a: Local): DoubleDouble {
  const high = m.mul(a, a);
  return { high, low: squareRest(m, a, high) };
}

/** a² - z, what the rounding of z = a² has lost. */
export function squareRest(m: MathBuilder, a: Local, z: Local): Local {
  const head = leading(m, a);
  const rest = m.sub(a, head);
  return m.add(m.sub(m.mul(head, head), z), m.mul(rest, m.add(a, head)));
}

/** √(high + low) for high >= 0, by one step of Newton from √high with its exact residual. */
export function squareRoot(m: MathBuilder, { high, low }: DoubleDouble): DoubleDouble {
  const root = m.sqrt(high);
  const z = m.mul(root, root);
  const residual = m.add(m.sub(m.sub(high, z), squareRest(m, root, z)), low);
  // At 0 the residual is 0 and the divisor must not be.
  return { high: root, low: m.div(residual, m.atLeast(m.add(root, root), 2 ** -1000)) };
}

const LEADING_26_BITS = BigInt.asIntN(64, 0xffff_ffff_f800_0000n);
