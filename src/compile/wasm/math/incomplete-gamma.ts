/** The regularised incomplete gamma functions P(a, x) and Q(a, x), and their derivative by a, on two lanes. */
import {
  FAR,
  MOST_TERMS,
  SMALL_SHAPE,
  SMALL_SHAPE_TERMS,
  SMALL_X,
} from "../../../primitives/special/incomplete-gamma.ts";
import { LARGE_SHAPE, NEAR } from "../../../primitives/special/uniform-gamma.ts";
import type { Local } from "../encoder/index.ts";
import { digamma } from "./digamma.ts";
import { productOf, sumOf } from "./double-double.ts";
import { exp, expm1 } from "./exponential.ts";
import { callLogGammaOfPositive, logGammaOfOnePlus, stirlingRest } from "./log-gamma.ts";
import { log } from "./logarithm.ts";
import { times, whileAny } from "./loops.ts";
import type { MathBuilder } from "./math-builder.ts";
import { exponentialOf, logarithmOf, peakExponent, uniformGamma, uniformGammaByShape } from "./uniform-gamma.ts";
import { binary, defineFormula, type VectorMathFunction } from "./vector-function.ts";

const call = (m: MathBuilder, name: string, f: VectorMathFunction, ...args: readonly Local[]): Local =>
  m.call(defineFormula(m.module, name, f), ...args);

/** x^a e^-x / Gamma(a + 1), by Stirling's series from a = 8 on. */
const density = binary((m, a, x) => {
  const value = m.value(0);
  const large = m.greaterEqual(a, 8);
  m.ifAny(large, () => {
    const shape = m.atLeast(a, 8);
    const exponent = sumOf(m, peakExponent(m, shape, x), { high: m.neg(stirlingRest(m, shape)), low: 0 });
    m.assign(value, m.div(exponentialOf(m, exponent), m.sqrt(m.mul(shape, 2 * Math.PI))));
  });
  m.ifAny(m.not(large), () => {
    const shape = m.atMost(a, 8);
    const gamma = m.select(
      m.less(shape, SMALL_SHAPE),
      logGammaOfOnePlus(m, m.atMost(shape, SMALL_SHAPE)),
      callLogGammaOfPositive(m, m.add(shape, 1)),
    );
    const power = productOf(m, { high: shape, low: 0 }, logarithmOf(m, x));
    const exponent = sumOf(m, sumOf(m, power, { high: m.neg(x), low: 0 }), { high: m.neg(gamma), low: 0 });
    m.assign(value, m.select(large, value, exponentialOf(m, exponent)));
  });
  return value;
});

const densityOf = (m: MathBuilder, a: Local, x: Local): Local => call(m, "gamma density", density, a, x);

/** Below this share of its sum a term changes nothing. */
const NEGLIGIBLE = 2 ** -60;

/** P by its series. */
const lower = binary((m, a, x) => {
  const [term, total] = [m.value(1), m.value(1)];
  whileAny(m, 1, 1, (k) => {
    m.assign(term, m.mul(term, m.div(x, m.add(a, k))));
    m.assign(total, m.add(total, term));
    return m.and(m.greater(term, m.mul(total, NEGLIGIBLE)), m.less(k, MOST_TERMS));
  });
  return m.mul(densityOf(m, a, x), total);
});

/** Q by its continued fraction, Lentz's method. */
const upper = binary((m, a, x) => {
  const b = m.sub(m.add(x, 1), a);
  const d = m.div(1, b);
  const c = m.value(Infinity);
  const fraction = m.value(d);
  const running = m.equal(a, a);
  whileAny(m, 1, 1, (k) => {
    const numerator = m.mul(k, m.sub(a, k));
    m.assign(b, m.add(b, 2));
    m.assign(d, m.div(1, m.add(m.mul(numerator, d), b)));
    m.assign(c, m.add(b, m.div(numerator, c)));
    const factor = m.mul(c, d);
    m.assign(fraction, m.select(running, m.mul(fraction, factor), fraction));
    const converged = m.less(m.abs(m.sub(factor, 1)), 2 ** -52);
    m.assign(running, m.andNot(running, converged));
    return m.and(running, m.less(k, MOST_TERMS));
  });
  return m.mul(m.mul(densityOf(m, a, x), a), fraction);
});

/** Q for a < SMALL_SHAPE and x < SMALL_X. */
const smallShape = binary((m, a, x) => {
  const logarithmOfLead = m.sub(m.mul(a, call(m, "log", log, x)), logGammaOfOnePlus(m, a));
  const [term, total] = [m.value(1), m.value(0)];
  const negative = m.neg(x);
  times(m, SMALL_SHAPE_TERMS, 1, 1, (k) => {
    m.assign(term, m.mul(term, m.div(negative, k)));
    m.assign(total, m.add(total, m.div(term, m.add(a, k))));
  });
  const lead = m.mul(call(m, "exp", exp, logarithmOfLead), a);
  return m.sub(m.neg(call(m, "expm1", expm1, logarithmOfLead)), m.mul(lead, total));
});

/** log x - digamma(a + 1). */
const logarithmicSlope = (m: MathBuilder, a: Local, x: Local): Local =>
  m.sub(call(m, "log", log, x), call(m, "digamma", digamma, m.add(a, 1)));

/** ∂P/∂a by the series. */
const lowerByShape = binary((m, a, x) => {
  const [term, total, slope, totalSlope] = [m.value(1), m.value(1), m.value(0), m.value(0)];
  whileAny(m, 1, 1, (k) => {
    const inverse = m.div(1, m.add(a, k));
    m.assign(term, m.mul(m.mul(term, x), inverse));
    m.assign(slope, m.mul(m.sub(m.mul(slope, x), term), inverse));
    m.assign(total, m.add(total, term));
    m.assign(totalSlope, m.add(totalSlope, slope));
    const termCounts = m.greater(term, m.mul(total, NEGLIGIBLE));
    const slopeCounts = m.less(slope, m.mul(totalSlope, NEGLIGIBLE));
    return m.and(m.or(termCounts, slopeCounts), m.less(k, MOST_TERMS));
  });
  const sum = m.add(m.mul(logarithmicSlope(m, a, x), total), totalSlope);
  return m.mul(densityOf(m, a, x), sum);
});

/** ∂Q/∂a by the continued fraction on dual numbers. */
const upperByShape = binary((m, a, x) => {
  const b = m.sub(m.add(x, 1), a);
  const d = m.div(1, b);
  const dSlope = m.mul(d, d);
  const [cInverse, cInverseSlope] = [m.value(0), m.value(0)];
  const [fraction, slope] = [m.value(d), m.value(dSlope)];
  const running = m.equal(a, a);
  whileAny(m, 1, 1, (k) => {
    const numerator = m.mul(k, m.sub(a, k));
    m.assign(b, m.add(b, 2));
    const divisorSlope = m.sub(m.add(m.mul(numerator, dSlope), m.mul(k, d)), 1);
    m.assign(d, m.div(1, m.add(m.mul(numerator, d), b)));
    m.assign(dSlope, m.neg(m.mul(m.mul(divisorSlope, d), d)));
    const c = m.add(b, m.mul(numerator, cInverse));
    const cSlope = m.sub(m.add(m.mul(k, cInverse), m.mul(numerator, cInverseSlope)), 1);
    const factor = m.mul(c, d);
    const factorSlope = m.add(m.mul(cSlope, d), m.mul(c, dSlope));
    m.assign(cInverse, m.div(1, c));
    m.assign(cInverseSlope, m.neg(m.mul(m.mul(cSlope, cInverse), cInverse)));
    const change = m.mul(fraction, factorSlope);
    m.assign(slope, m.select(running, m.add(m.mul(slope, factor), change), slope));
    m.assign(fraction, m.select(running, m.mul(fraction, factor), fraction));
    const valueStands = m.less(m.abs(m.sub(factor, 1)), 2 ** -52);
    const slopeStands = m.lessEqual(m.abs(m.mul(factorSlope, fraction)), m.mul(m.abs(slope), 2 ** -52));
    m.assign(running, m.andNot(running, m.and(valueStands, slopeStands)));
    return m.and(running, m.less(k, MOST_TERMS));
  });
  const ofDensity = m.mul(m.add(m.mul(a, logarithmicSlope(m, a, x)), 1), fraction);
  return m.mul(densityOf(m, a, x), m.add(ofDensity, m.mul(a, slope)));
});

/** A method, where it holds, and arguments that do no harm in other lanes. */
interface Method {
  readonly name: string;
  readonly f: VectorMathFunction;
  readonly mask: Local;
  readonly harmless: readonly [number, number];
  readonly finish: (value: Local) => Local;
}

/** Lanes where a method holds take its value. */
function apply(m: MathBuilder, value: Local, a: Local, x: Local, { name, f, mask, harmless, finish }: Method): void {
  m.ifAny(mask, () => {
    const [shape, argument] = [m.select(mask, a, harmless[0]), m.select(mask, x, harmless[1])];
    m.assign(value, m.select(mask, finish(call(m, name, f, shape, argument)), value));
  });
}

/** Where each method holds, and P where none is needed. */
function regions(m: MathBuilder, a: Local, x: Local) {
  const inside = m.and(m.and(m.greater(a, 0), m.greater(x, 0)), m.and(m.less(a, Infinity), m.less(x, Infinity)));
  const near = m.lessEqual(m.abs(m.sub(x, a)), m.mul(a, NEAR));
  const uniform = m.and(inside, m.and(m.greaterEqual(a, LARGE_SHAPE), near));
  const moderate = m.and(inside, m.lessEqual(m.atLeast(a, x), FAR));
  const others = m.andNot(moderate, uniform);
  const isLower = m.less(x, m.add(a, 1));
  // P at the ends: 0 where x = 0 or far below a, 1 far above, 1 where a = 0, NaN outside of the domain and at (0, 0), (∞, ∞).
  const byOrder = m.select(m.less(x, a), 0, 1);
  const inDomain = m.and(m.and(m.greaterEqual(a, 0), m.greaterEqual(x, 0)), m.not(m.equal(a, x)));
  const limit = m.select(m.or(inDomain, inside), byOrder, NaN);
  return { uniform, others, isLower, limit };
}

const keep = (value: Local): Local => value;

/** P or Q: `sign` -1 or 1. */
function probability(sign: 1 | -1): VectorMathFunction {
  return binary((m, a, x) => {
    const { uniform, others, isLower, limit } = regions(m, a, x);
    const isQ = sign === 1;
    const value = isQ ? m.sub(1, limit) : m.value(limit);
    const complement = (p: Local): Local => m.sub(1, p);
    const small = isQ ? m.and(others, m.and(m.less(a, SMALL_SHAPE), m.less(x, SMALL_X))) : m.value(0n);
    const rest = m.andNot(others, small);
    const uniformly = binary((inner, shape, argument) => uniformGamma(inner, shape, argument, sign));
    const methods: Method[] = [
      { name: `uniform gamma ${isQ ? "Q" : "P"}`, f: uniformly, mask: uniform, harmless: [1000, 1000], finish: keep },
      {
        name: "gamma series",
        f: lower,
        mask: m.and(rest, isLower),
        harmless: [1, 0.5],
        finish: isQ ? complement : keep,
      },
      {
        name: "gamma fraction",
        f: upper,
        mask: m.andNot(rest, isLower),
        harmless: [1, 3],
        finish: isQ ? keep : complement,
      },
    ];
    if (isQ)
      methods.push({ name: "gamma of small shape", f: smallShape, mask: small, harmless: [0.1, 0.5], finish: keep });
    for (const method of methods) apply(m, value, a, x, method);
    return value;
  });
}

export const gammaP = probability(-1);
export const gammaQ = probability(1);

/** ∂P/∂a. */
export const gammaPByShape = binary((m, a, x) => {
  const { uniform, others, isLower, limit } = regions(m, a, x);
  const value = m.select(m.equal(a, 0), NaN, m.mul(limit, 0));
  const negate = (slope: Local): Local => m.neg(slope);
  const methods: Method[] = [
    {
      name: "uniform gamma by shape",
      f: binary((inner, shape, argument) => uniformGammaByShape(inner, shape, argument)),
      mask: uniform,
      harmless: [1000, 1000],
      finish: negate,
    },
    { name: "gamma series by shape", f: lowerByShape, mask: m.and(others, isLower), harmless: [1, 0.5], finish: keep },
    {
      name: "gamma fraction by shape",
      f: upperByShape,
      mask: m.andNot(others, isLower),
      harmless: [1, 3],
      finish: negate,
    },
  ];
  for (const method of methods) apply(m, value, a, x, method);
  return value;
});
