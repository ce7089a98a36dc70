/** sigmoid and softplus: from e^-|x| to twice the precision, so that neither tail loses digits. */
import type { Local } from "../encoder/index.ts";
import { ONE_BITS } from "./constants.ts";
import { divide, type DoubleDouble, fastTwoSum, twoSum } from "./double-double.ts";
import { exp, exponentialOfReduced, exponentOf, remainderOf } from "./exponential.ts";
import { logarithmOfSum } from "./logarithm.ts";
import type { MathBuilder } from "./math-builder.ts";
import { powerOfTwo } from "./power-of-two.ts";
import { unaryWithCare } from "./vector-function.ts";

/** Below -700 both functions are e^x to the last digit; above 700 they are 1 and x. */
const TAIL = 700;

/** e^-|x| = 2^n E by E and 2^n, and the sum 1 + e^-|x|. */
function onePlusExponential(m: MathBuilder, x: Local): { e: DoubleDouble; power: Local; sum: DoubleDouble } {
  const exponent = m.neg(m.atMost(m.abs(x), TAIL));
  const { shifted, n } = exponentOf(m, exponent);
  const e = exponentialOfReduced(m, remainderOf(m, exponent, n));
  const power = powerOfTwo(m, shifted);
  const sum = fastTwoSum(m, 1, m.mul(e.high, power));
  return { e, power, sum: fastTwoSum(m, sum.high, m.add(sum.low, m.mul(e.low, power))) };
}

/** σ(x) = 1/(1 + e^-|x|) on the right, e^-|x|/(1 + e^-|x|) on the left. */
export const sigmoid = unaryWithCare("sigmoid", {
  fast: (m, x) => {
    const { e, power, sum } = onePlusExponential(m, x);
    const left = m.less(x, 0);
    const numerator = { high: m.select(left, e.high, 1), low: m.and(left, e.low) };
    const quotient = divide(m, numerator, sum);
    const value = m.mul(m.add(quotient.high, quotient.low), m.select(left, power, ONE_BITS));
    return { value, unusual: m.less(x, -TAIL) };
  },
  careful: (m, x) => exp.emit(m, x),
});

/** log(1 + e^x) = max(x, 0) + log(1 + e^-|x|). */
export const softplus = unaryWithCare("softplus", {
  fast: (m, x) => {
    const logarithm = logarithmOfSum(m, onePlusExponential(m, x).sum);
    const total = twoSum(m, m.atLeast(x, 0), logarithm.high);
    return { value: m.add(total.high, m.add(total.low, logarithm.low)), unusual: m.greater(m.abs(x), TAIL) };
  },
  careful: (m, x) => m.select(m.greater(x, 0), x, exp.emit(m, x)),
});
