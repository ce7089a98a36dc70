/** lgamma: polynomials between 0.7 and 2.5, else Stirling's series, to twice the precision where terms cancel. */
import {
  EULER,
  LOG_PI,
  MIDDLE,
  NEAR_ONE,
  NEAR_TWO,
  ONE_LESS_EULER,
  STIRLING,
  STIRLING_CONSTANT,
} from "../../../primitives/special/log-gamma.ts";
import type { Local } from "../encoder/index.ts";
import {
  type DoubleDouble,
  fastTwoSum,
  negated,
  type Parts,
  productOf,
  sumOf,
  twoProduct,
  twoSum,
} from "./double-double.ts";
import { sineOfHalfTurns } from "./half-turns.ts";
import { log } from "./logarithm.ts";
import type { MathBuilder, Operand } from "./math-builder.ts";
import { preciseLogarithm } from "./power.ts";
import { defineFormula, unary, unaryWithCare } from "./vector-function.ts";

/** Below it log Gamma is -log |x|, and exact products of x would underflow. */
const TINY = 1e-20;

/** The largest x whose log Gamma is finite. */
const LARGEST = 2.556348163871691e305;

/** Coefficients lane by lane: `yes` where the mask is set, else `no`; zeros fill the shorter list. */
export function selected(m: MathBuilder, mask: Local, yes: readonly Operand[], no: readonly Operand[]): Operand[] {
  const count = Math.max(yes.length, no.length);
  return Array.from({ length: count }, (_, i) => m.select(mask, yes[i] ?? 0, no[i] ?? 0));
}

/** log Gamma(1 + t) for -0.3 <= t <= 0.36. */
export function logGammaOfOnePlus(m: MathBuilder, t: Local): Local {
  return m.mul(t, bracket(m, t, { high: -EULER.high, low: -EULER.low }, NEAR_ONE));
}

/** constant + t p(t). */
function bracket(m: MathBuilder, t: Local, constant: Parts, coefficients: readonly Operand[]): Local {
  const { high, low } = twoSum(m, constant.high, m.mul(t, m.estrin(t, coefficients)));
  return m.add(high, m.add(low, constant.low));
}

/** For 0.7 <= x < 2.5: one polynomial, its coefficients chosen lane by lane. */
function between(m: MathBuilder, x: Local): Local {
  const [nearOne, nearTwo] = [m.less(x, 1.2), m.greaterEqual(x, 1.7)];
  const outer = m.or(nearOne, nearTwo);
  const [constant = 0, ...middle] = MIDDLE;
  const t = m.sub(x, m.select(nearOne, 1, m.select(nearTwo, 2, 1.45)));
  const coefficients = selected(m, outer, selected(m, nearTwo, NEAR_TWO, NEAR_ONE), middle);
  const high = m.select(outer, m.select(nearTwo, ONE_LESS_EULER.high, -EULER.high), constant);
  const low = m.select(outer, m.select(nearTwo, ONE_LESS_EULER.low, -EULER.low), 0);
  const inner = bracket(m, t, { high, low }, coefficients);
  return m.select(outer, m.mul(t, inner), inner);
}

/** log of a sum high + low > 0. */
function logarithmOf(m: MathBuilder, { high, low }: Parts): DoubleDouble {
  return sumOf(m, preciseLogarithm(m, m.value(high)), { high: m.div(low, high), low: 0 });
}

/** log Gamma(x) less Stirling's leading terms, for x >= 8. */
export function stirlingRest(m: MathBuilder, x: Local): Local {
  const inverse = m.div(1, x);
  return m.mul(m.estrin(m.mul(inverse, inverse), STIRLING), inverse);
}

/** (x - 1/2)(log x - 1) + (log √(2π) - 1/2) + S(1/x²)/x for x >= 8, with log x. */
function stirling(m: MathBuilder, x: Local): DoubleDouble & { readonly logarithm: Local } {
  const logarithm = preciseLogarithm(m, x);
  const slope = sumOf(m, logarithm, { high: -1, low: 0 });
  const main = productOf(m, { high: m.sub(x, 0.5), low: 0 }, slope);
  const rest = sumOf(m, STIRLING_CONSTANT, { high: stirlingRest(m, x), low: 0 });
  return { ...sumOf(m, main, rest), logarithm: logarithm.high };
}

/** x (x + 1) ... (x + 7) from four pairs: x (x + 7) plus 0, 6, 10, 12. */
function risingProduct(m: MathBuilder, x: Local): DoubleDouble {
  const pair = sumOf(m, twoProduct(m, x, x), twoProduct(m, 7, x));
  return [6, 10, 12].reduce<DoubleDouble>(
    (total, constant) => productOf(m, total, sumOf(m, pair, { high: constant, low: 0 })),
    pair,
  );
}

/** For x >= 8, and for TINY <= x < 8 by the recurrence through eight steps. */
function beyond(m: MathBuilder, x: Local): DoubleDouble {
  const small = m.less(x, 8);
  const argument = fastTwoSum(m, 8, x);
  const above = stirling(m, m.select(small, argument.high, x));
  const [high, low] = [m.value(above.high), m.value(above.low)];
  m.ifAny(small, () => {
    const product = risingProduct(m, m.atMost(x, 8));
    const below = negated(m, logarithmOf(m, product));
    // d log Gamma = digamma = log x - 1/(2x) for the part of x + 8 that rounding took.
    const slope = m.sub(above.logarithm, m.div(0.5, argument.high));
    const sum = sumOf(m, { high: above.high, low: m.add(above.low, m.mul(argument.low, slope)) }, below);
    m.assign(high, m.select(small, sum.high, above.high));
    m.assign(low, m.select(small, sum.low, above.low));
  });
  return { high, low };
}

/** For TINY <= x <= LARGEST. */
function positive(m: MathBuilder, x: Local): DoubleDouble {
  const isBetween = m.and(m.greaterEqual(x, 0.7), m.less(x, 2.5));
  const [high, low] = [m.value(0), m.value(0)];
  m.ifAny(isBetween, () => {
    m.assign(high, between(m, x));
  });
  m.ifAny(m.not(isBetween), () => {
    const value = beyond(m, x);
    m.assign(high, m.select(isBetween, high, value.high));
    m.assign(low, m.select(isBetween, low, value.low));
  });
  return { high, low };
}

/** log (z |sin πz|) with r = z - round z. */
const logarithmOfSine = (m: MathBuilder, z: Local, r: Local): DoubleDouble =>
  logarithmOf(m, productOf(m, { high: z, low: 0 }, sineOfHalfTurns(m, r)));

/** log |Gamma(x)|; ∞ at 0, -1, -2, ... */
export const lgamma = unaryWithCare("lgamma", {
  fast: (m, x) => {
    const { high, low } = positive(m, m.atMost(m.atLeast(x, TINY), LARGEST));
    const usual = m.and(m.greaterEqual(x, TINY), m.lessEqual(x, LARGEST));
    return { value: m.add(high, low), unusual: m.not(usual) };
  },
  careful: (m, x) => {
    const magnitude = m.abs(x);
    const z = m.atMost(m.atLeast(magnitude, TINY), LARGEST);
    const regular = positive(m, z);
    // |x| >= 2^52 is an integer, at which r = 0 too.
    const r = m.sub(z, m.nearest(z));
    const isPole = m.equal(r, 0);
    const sine = logarithmOfSine(m, m.select(isPole, 0.5, z), m.select(isPole, 0.5, r));
    const mirrored = sumOf(m, sumOf(m, LOG_PI, negated(m, sine)), negated(m, regular));
    const negative = m.select(isPole, Infinity, m.add(mirrored.high, mirrored.low));
    const value = m.select(m.less(x, 0), negative, m.add(regular.high, regular.low));
    const nearZero = m.neg(m.call(defineFormula(m.module, "log", log), magnitude));
    const bounded = m.select(m.less(magnitude, TINY), nearZero, value);
    const limited = m.select(m.or(m.greater(x, LARGEST), m.equal(magnitude, Infinity)), Infinity, bounded);
    return m.select(m.equal(x, x), limited, NaN);
  },
});

/** log Gamma of positive numbers up to LARGEST, as a function of the module. */
export function callLogGammaOfPositive(m: MathBuilder, x: Operand): Local {
  const formula = unary((inner, argument) => {
    const { high, low } = positive(inner, argument);
    return inner.add(high, low);
  });
  return m.call(defineFormula(m.module, "lgamma of positive", formula), x);
}
