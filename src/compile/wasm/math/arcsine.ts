/** asin and acos: a minimax polynomial on |t| <= 1/2, beyond which asin x = π/2 - 2 asin √((1 - x)/2). */
import type { Local } from "../encoder/index.ts";
import { type DoubleDouble, fastTwoSum, leading } from "./double-double.ts";
import { type MathBuilder, signBit } from "./math-builder.ts";
import { unary } from "./vector-function.ts";

/** asin t = t + t z p(z), |t| <= 1/2. */
const ARCSINE = [
  0.1666666666666669, 0.0749999999998671, 0.04464285716137423, 0.030381943275639207, 0.022372200437605398,
  0.017351852678833473, 0.013978138313219743, 0.011419473234366987, 0.01067159381966712, 0.004095471343416163,
  0.020805986794550216, -0.019779415570649987, 0.03189690560999791,
];

/** π/2 in float64, and what is left. */
const HALF_PI = [1.5707963267948966, 6.123233995736766e-17] as const;

/** For a = |x|: asin a where a <= 1/2; in lanes of `beyond`, 2 asin √((1 - a)/2) = π/2 - asin a. */
function reducedArcsine(m: MathBuilder, x: Local): { beyond: Local; value: DoubleDouble } {
  const a = m.abs(x);
  const beyond = m.greater(a, 0.5);
  const z = m.select(beyond, m.mul(m.sub(1, a), 0.5), m.mul(a, a));
  const root = m.sqrt(z);
  // √z = head + (z - head²)/(√z + head) with exact head²; at z = 0 the divisor must not be 0.
  const head = leading(m, root);
  const rootRest = m.div(m.sub(z, m.mul(head, head)), m.atLeast(m.add(root, head), 2 ** -1000));
  const t = m.select(beyond, root, a);
  const bend = m.mul(m.mul(t, z), m.estrin(z, ARCSINE));
  const high = m.select(beyond, m.add(head, head), a);
  const doubled = m.add(bend, rootRest);
  return { beyond, value: { high, low: m.select(beyond, m.add(doubled, doubled), bend) } };
}

/** base π/2 + (high + low) with the given sign, for base 0, 1 or 2. */
function complete(m: MathBuilder, base: Local, { high, low }: DoubleDouble, sign: Local): Local {
  const sum = fastTwoSum(m, m.mul(base, HALF_PI[0]), m.xor(high, sign));
  return m.add(sum.high, m.add(sum.low, m.add(m.mul(base, HALF_PI[1]), m.xor(low, sign))));
}

export const asin = unary((m, x) => {
  const { beyond, value } = reducedArcsine(m, x);
  const base = m.select(beyond, 1, 0);
  return m.withSignOf(complete(m, base, value, m.and(beyond, signBit)), x);
});

/** acos x = π/2 - asin x near 0; 2 asin √((1 - x)/2) on the right; π less that on the left. */
export const acos = unary((m, x) => {
  const { beyond, value } = reducedArcsine(m, x);
  const left = m.less(x, 0);
  const base = m.select(beyond, m.select(left, 2, 0), 1);
  // Subtract on the left beyond 1/2, add on the right; near 0 subtract with the sign of x.
  const sign = m.and(m.xor(m.not(beyond), left), signBit);
  return complete(m, base, value, sign);
});
