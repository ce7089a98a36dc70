/** digamma: polynomials up to 8, the factor of its zero kept apart, then the asymptotic series; reflection below 0. */
import { FROM_FOUR, FROM_ONE, FROM_TWO, ROOT, ROOT_LESS_ONE, STIRLING } from "../../../primitives/special/digamma.ts";
import type { Local } from "../encoder/index.ts";
import { fastTwoSum, productOf, twoProduct, twoSum } from "./double-double.ts";
import { cotangentOfHalfTurns } from "./half-turns.ts";
import { selected } from "./log-gamma.ts";
import { log } from "./logarithm.ts";
import type { MathBuilder } from "./math-builder.ts";
import { defineFormula, unaryWithCare } from "./vector-function.ts";

/** digamma(1 + x) for 0 <= x < 1, digamma(x) for 1 <= x < 8. */
function upTo8(m: MathBuilder, x: Local): Local {
  const [small, aboveTwo, aboveFour] = [m.less(x, 1), m.greaterEqual(x, 2), m.greaterEqual(x, 4)];
  const centre = m.select(small, 0.5, m.select(aboveFour, 6, m.select(aboveTwo, 3, 1.5)));
  const [constant = 0, ...others] = selected(m, aboveTwo, selected(m, aboveFour, FROM_FOUR, FROM_TWO), FROM_ONE);
  const t = m.sub(x, centre);
  const sum = twoSum(m, constant, m.mul(t, m.estrin(t, others)));
  const rootHigh = m.select(small, ROOT_LESS_ONE.high, ROOT.high);
  const rootLow = m.select(small, ROOT_LESS_ONE.low, ROOT.low);
  const product = productOf(m, fastTwoSum(m, m.sub(x, rootHigh), m.neg(rootLow)), sum);
  return m.select(aboveFour, sum.high, m.add(product.high, product.low));
}

/** digamma(1 + x) for 0 <= x < 1, digamma(x) from there on. */
function regular(m: MathBuilder, x: Local): Local {
  const value = upTo8(m, m.atMost(x, 8));
  const large = m.greaterEqual(x, 8);
  m.ifAny(large, () => {
    const safe = m.atLeast(x, 8);
    const inverse = m.div(1, safe);
    const w = m.mul(inverse, inverse);
    const rest = m.add(m.mul(inverse, 0.5), m.mul(w, m.estrin(w, STIRLING)));
    const logarithm = m.call(defineFormula(m.module, "log", log), safe);
    m.assign(value, m.select(large, m.sub(logarithm, rest), value));
  });
  return value;
}

/** Where exact products with 1/x would overflow. */
const TINY = 1e-100;

export const digamma = unaryWithCare("digamma", {
  fast: (m, x) => {
    const small = m.less(x, 1);
    const inverse = m.div(1, x);
    const { high, low } = twoProduct(m, inverse, x);
    const rest = m.mul(m.sub(m.sub(1, high), low), inverse);
    const value = regular(m, m.atLeast(x, 0));
    const ofSmall = m.sub(m.sub(value, rest), inverse);
    return { value: m.select(small, ofSmall, value), unusual: m.not(m.greaterEqual(x, TINY)) };
  },
  careful: (m, x) => {
    const z = m.abs(x);
    const inverse = m.div(1, z);
    const above = regular(m, z);
    const positive = m.sub(above, m.and(inverse, m.less(z, 1)));
    const r = m.sub(z, m.nearest(z));
    const cotangent = m.mul(cotangentOfHalfTurns(m, r), Math.PI);
    const atPole = m.select(m.equal(r, 0), NaN, cotangent);
    const negative = m.add(m.add(above, m.and(inverse, m.greaterEqual(z, 1))), atPole);
    const value = m.select(m.less(x, 0), negative, positive);
    return m.select(m.equal(x, 0), m.div(-1, x), value);
  },
});
