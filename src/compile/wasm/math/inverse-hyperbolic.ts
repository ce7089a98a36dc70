/** asinh, acosh and atanh: logarithms of sums and quotients that are kept to twice the precision. */
import type { Local } from "../encoder/index.ts";
import { LN2_HIGH, LN2_LOW, ONE_BITS } from "./constants.ts";
import { divide, type DoubleDouble, fastTwoSum, square, squareRoot, twoSum } from "./double-double.ts";
import { logarithmOfSum, logarithmPolynomial, splitExponent, withLimits } from "./logarithm.ts";
import type { MathBuilder } from "./math-builder.ts";
import { unary, unaryWithCare } from "./vector-function.ts";

/** From here on, log(a + √(a² ± 1)) = log a + ln 2; below, a² does not overflow. */
const LARGE = 2 ** 500;

/** log(a + root) for a >= 0. */
function logarithmWithRoot(m: MathBuilder, a: Local, root: DoubleDouble): Local {
  const sum = twoSum(m, a, root.high);
  const { high, low } = logarithmOfSum(m, fastTwoSum(m, sum.high, m.add(sum.low, root.low)));
  return m.add(high, low);
}

/** log(2 a) for large a; NaN and ∞ stay. */
function logarithmOfTwice(m: MathBuilder, a: Local): Local {
  const quarter = { high: m.mul(a, 0.25), low: m.value(0) }; // 2^-k of a itself may not exist
  const { high, low } = logarithmOfSum(m, quarter, { shift: m.value(3) });
  return withLimits(m, m.add(high, low), a, 0);
}

/** asinh |x| = log(|x| + √(x² + 1)). */
export const asinh = unaryWithCare("asinh", {
  fast: (m, x) => {
    const a = m.abs(x);
    const squared = square(m, a);
    const sum = twoSum(m, squared.high, 1);
    const root = squareRoot(m, { high: sum.high, low: m.add(sum.low, squared.low) });
    return { value: m.withSignOf(logarithmWithRoot(m, a, root), x), unusual: m.not(m.less(a, LARGE)) };
  },
  careful: (m, x) => m.withSignOf(logarithmOfTwice(m, m.abs(x)), x),
});

/** acosh x = log(x + √(u (u + 2))) with u = x - 1, which is exact where it matters. */
export const acosh = unaryWithCare("acosh", {
  fast: (m, x) => {
    const u = m.sub(x, 1);
    const squared = square(m, u);
    const sum = twoSum(m, squared.high, m.add(u, u));
    const root = squareRoot(m, fastTwoSum(m, sum.high, m.add(sum.low, squared.low)));
    const usual = m.and(m.greaterEqual(x, 1), m.less(x, LARGE));
    return { value: logarithmWithRoot(m, x, root), unusual: m.not(usual) };
  },
  careful: (m, x) => m.select(m.less(x, 1), NaN, logarithmOfTwice(m, x)),
});

/**
 * atanh a = ½ log((1 + a)/(1 - a)) for a = |x| < 1. With 2^k nearest to that quotient, it is ½ k ln 2 + ½ log((1 + s)/(1 - s)),
 * s = (1 + a - 2^k (1 - a))/(1 + a + 2^k (1 - a)), where all but the division is exact. Where k = 0, s is a itself.
 */
export const atanh = unary((m, x) => {
  const a = m.abs(x);
  const plus = fastTwoSum(m, 1, a);
  const minus = fastTwoSum(m, 1, m.neg(a));
  const ratio = m.div(plus.high, minus.high);
  const { k, significand } = splitExponent(m, ratio);
  const power = m.addBits(ONE_BITS, m.subBits(ratio, significand));
  const [scaledHigh, scaledLow] = [m.mul(minus.high, power), m.mul(minus.low, power)];
  const total = twoSum(m, plus.high, scaledHigh);
  const s = divide(m, fastTwoSum(m, m.sub(plus.high, scaledHigh), m.sub(plus.low, scaledLow)), {
    high: total.high,
    low: m.add(total.low, m.add(plus.low, scaledLow)),
  });
  const whole = m.add(s.high, s.low);
  const w = m.mul(whole, whole);
  const bend = m.mul(m.mul(m.mul(whole, w), 0.5), logarithmPolynomial(m, w));
  const sum = fastTwoSum(m, m.mul(k, LN2_HIGH / 2), s.high);
  const low = m.add(m.add(sum.low, s.low), m.add(m.mul(k, LN2_LOW / 2), bend));
  const beyond = m.select(m.equal(a, 1), Infinity, NaN);
  return m.withSignOf(m.select(m.less(a, 1), m.add(sum.high, low), beyond), x);
});
