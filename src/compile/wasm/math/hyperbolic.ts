/** sinh, cosh and tanh of |x| = n ln 2 + r, without the cancellation of e^x - e^-x. */
import type { Local } from "../encoder/index.ts";
import { ROUNDER } from "./constants.ts";
import { divide, fastTwoSum, twoSum } from "./double-double.ts";
import { exponentialMinusOne, exponentOf, remainderOf } from "./exponential.ts";
import type { MathBuilder } from "./math-builder.ts";
import { inversePowerOfTwo, scale } from "./power-of-two.ts";
import { unary } from "./vector-function.ts";

/** cosh r = 1 + z/2 + z² p(z), z = r². */
const COSH = [0.04166666666664448, 0.0013888888911582102, 2.4801526629608227e-5, 2.7618432275673594e-7];

/** sinh r = r + r z p(z). */
const SINH = [
  0.16666666666666674, 0.008333333333324033, 0.00019841269880652436, 2.7557249271873506e-6, 2.5107393969605253e-8,
];

/**
 * e^|x| ∓ e^-|x| = 2^n ((1 ∓ g) + r ± g r + (c + d) ∓ g (c - d)) with g = 4^-n, c = cosh r - 1, d = sinh r - r.
 * Returns half of it; (1 ∓ g) + r is added without error, because the two may cancel when n = 1.
 */
function halfSum(m: MathBuilder, x: Local, parity: "odd" | "even"): Local {
  const magnitude = m.atMost(m.abs(x), 800);
  const { n } = exponentOf(m, magnitude);
  const r = remainderOf(m, magnitude, n);
  const z = m.mul(r.high, r.high);
  const c = m.mul(z, m.add(0.5, m.mul(z, m.estrin(z, COSH))));
  const d = m.mul(m.mul(r.high, z), m.estrin(z, SINH));
  // g is lost below 2^-120: no need for exponents that do not exist.
  const g = inversePowerOfTwo(m, m.add(m.atMost(n, 60), ROUNDER), 2);

  const plus = m.add(c, d);
  const minus = m.sub(c, d);
  const mirrored = parity === "odd" ? m.neg(g) : g; // e^-|x| enters with this factor
  const constant = fastTwoSum(m, 1, mirrored);
  const sum = fastTwoSum(m, constant.high, r.high);
  const slope = m.sub(1, mirrored); // d(e^r ∓ g e^-r)/dr at r = 0
  const lost = m.add(m.add(sum.low, constant.low), m.mul(r.low, slope));
  const bend = m.add(plus, m.mul(mirrored, minus));
  const low = m.add(lost, m.sub(bend, m.mul(mirrored, r.high)));
  return scale(m, m.add(sum.high, low), m.sub(n, 1));
}

export const sinh = unary((m, x) => m.withSignOf(halfSum(m, x, "odd"), x));

export const cosh = unary((m, x) => halfSum(m, x, "even"));

/** tanh |x| = E/(E + 2) with E = e^(2|x|) - 1; E and the divisor are both kept to twice the precision. */
export const tanh = unary((m, x) => {
  const twice = m.mul(m.atMost(m.abs(x), 22), 2); // tanh 22 rounds to 1
  const { shifted, n } = exponentOf(m, twice);
  const inverse = inversePowerOfTwo(m, shifted);
  const numerator = exponentialMinusOne(m, twice, n, inverse);
  const sum = twoSum(m, numerator.high, m.mul(inverse, 2));
  const quotient = divide(m, numerator, { high: sum.high, low: m.add(sum.low, numerator.low) });
  return m.withSignOf(m.add(quotient.high, quotient.low), x);
});
