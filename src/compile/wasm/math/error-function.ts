/** erf, erfc and the inverse of erf: a polynomial around 0, e^(-x²) times a slow function in the tails. */
import {
  ERF,
  ERF_LIMIT,
  ERFC,
  ERFC_REST,
  INVERSE_CENTRE,
  INVERSE_TAIL,
  TWO_OVER_ROOT_PI,
} from "../../../primitives/special/error-function.ts";
import type { Local } from "../encoder/index.ts";
import { divide, type DoubleDouble, fastTwoSum, leading, twoProduct, twoSum } from "./double-double.ts";
import { exp } from "./exponential.ts";
import { log } from "./logarithm.ts";
import type { MathBuilder } from "./math-builder.ts";
import { scale } from "./power-of-two.ts";
import { preciseExponential } from "./precise-exponential.ts";
import { defineFormula, unary } from "./vector-function.ts";

/** (high + low) (a + b), rounded once: the first product is exact when a has 26 bits. */
function roundedProduct(m: MathBuilder, { high, low }: DoubleDouble, factor: DoubleDouble): Local {
  const head = leading(m, high);
  const rest = m.add(m.sub(high, head), low);
  const crossed = m.add(m.mul(head, factor.low), m.mul(rest, m.add(factor.high, factor.low)));
  return m.add(m.mul(head, factor.high), crossed);
}

/** erfc a for ERF_LIMIT <= a; 0 from 27.5 on. */
function tail(m: MathBuilder, a: Local): Local {
  const x = m.atMost(a, 28);
  const t = m.div(m.sub(x, 5), m.add(x, 5));
  const [lead = 0, ...others] = ERFC;
  const shape = fastTwoSum(m, lead, m.add(m.mul(t, m.estrin(t, others)), ERFC_REST));
  const ratio = divide(m, shape, fastTwoSum(m, m.mul(x, 2), 1));
  const square = twoProduct(m, x, x);
  const { value, n } = preciseExponential(m, m.neg(square.high), m.neg(square.low));
  return scale(m, roundedProduct(m, value, ratio), n);
}

/** x p(x²) = erf x - x. */
const excess = (m: MathBuilder, x: Local): Local => m.mul(x, m.estrin(m.mul(x, x), ERF));

export const erf = unary((m, x) => {
  const a = m.abs(x);
  const value = m.add(x, excess(m, x));
  const large = m.greaterEqual(a, ERF_LIMIT);
  m.ifAny(large, () => {
    const inTail = m.call(defineTail(m), m.atMost(m.atLeast(a, ERF_LIMIT), 6.5));
    m.assign(value, m.select(large, m.withSignOf(m.sub(1, inTail), x), value));
  });
  return value;
});

export const erfc = unary((m, x) => {
  const a = m.abs(x);
  const { high, low } = twoSum(m, 1, m.neg(x));
  const value = m.add(high, m.sub(low, excess(m, x)));
  const large = m.greaterEqual(a, ERF_LIMIT);
  m.ifAny(large, () => {
    const inTail = m.call(defineTail(m), m.atLeast(a, ERF_LIMIT));
    const mirrored = m.select(m.less(x, 0), m.sub(2, inTail), inTail);
    m.assign(value, m.select(large, mirrored, value));
  });
  return value;
});

const defineTail = (m: MathBuilder) => defineFormula(m.module, "erfc (tail)", unary(tail));

/** An approximation, improved once by Halley's method as the reference does. */
export const erfInv = unary((m, x) => {
  const a = m.abs(x);
  const complement = m.sub(1, a);
  const call = (f: typeof exp, name: string, operand: Local): Local =>
    m.call(defineFormula(m.module, name, f), operand);
  const w = m.neg(call(log, "log", m.mul(complement, m.add(a, 1))));
  const inTail = m.greaterEqual(w, 6);
  const centre = m.mul(a, m.estrin(m.sub(m.atMost(w, 6), 3), INVERSE_CENTRE));
  const outer = m.estrin(m.sub(m.sqrt(m.atLeast(w, 6)), 4), INVERSE_TAIL);
  const y = m.select(inTail, outer, centre);
  const low = m.sub(call(erf, "erf", y), a);
  const high = m.sub(complement, call(erfc, "erfc", y));
  const difference = m.select(m.less(a, 0.5), low, high);
  const slope = m.mul(call(exp, "exp", m.neg(m.mul(y, y))), TWO_OVER_ROOT_PI);
  const step = m.div(difference, slope);
  const root = m.sub(y, m.div(step, m.add(m.mul(y, step), 1)));
  const inside = m.select(m.less(a, 1), root, m.select(m.equal(a, 1), Infinity, NaN));
  return m.withSignOf(inside, x);
});
