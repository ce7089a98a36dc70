/** Temme's uniform expansion of the incomplete gamma functions, for large shape around x = a. */
import { ATANH, derivativeOf, PRECISE_SHAPE, UNIFORM } from "../../../primitives/special/uniform-gamma.ts";
import type { Local } from "../encoder/index.ts";
import { type DoubleDouble, negated, productOf, sumOf, twoProduct, twoSum } from "./double-double.ts";
import { erfc } from "./error-function.ts";
import { bitsOf, type MathBuilder } from "./math-builder.ts";
import { preciseLogarithm } from "./power.ts";
import { scale } from "./power-of-two.ts";
import { preciseExponential } from "./precise-exponential.ts";
import { defineFormula } from "./vector-function.ts";

/** log x of any positive number; subnormal ones are raised first. */
export function logarithmOf(m: MathBuilder, x: Local): DoubleDouble {
  const small = m.less(x, 2 ** -1000);
  return preciseLogarithm(m, m.select(small, m.mul(x, 2 ** 100), x), m.and(small, bitsOf(100)));
}

/** e^(high + low), 0 far below. */
export function exponentialOf(m: MathBuilder, { high, low }: DoubleDouble): Local {
  const whole = m.atLeast(m.atMost(high, 800), -800);
  const { value, n } = preciseExponential(m, whole, m.and(low, m.equal(whole, high)));
  return scale(m, m.add(value.high, value.low), n);
}

/** a log(x/a) + a - x. */
export function peakExponent(m: MathBuilder, a: Local, x: Local): DoubleDouble {
  const ratio = sumOf(m, logarithmOf(m, x), negated(m, preciseLogarithm(m, a)));
  return sumOf(m, productOf(m, { high: a, low: 0 }, ratio), twoSum(m, a, m.neg(x)));
}

/** As in the reference: μ, ψ, η, y = η √(a/2), e^-E/√(2πa), and what rounding took from -y². */
interface Uniform {
  readonly mu: Local;
  readonly psi: Local;
  readonly eta: Local;
  readonly y: Local;
  readonly peak: Local;
  readonly exponentRest: Local;
}

function uniform(m: MathBuilder, a: Local, x: Local): Uniform {
  const mu = m.div(m.sub(x, a), a);
  const twoPlus = m.add(mu, 2);
  const t = m.div(mu, twoPlus);
  const ratio = m.div(1, twoPlus); // t/μ
  const bend = m.mul(m.mul(m.mul(t, ratio), 2), m.estrin(m.mul(t, t), ATANH));
  const psi = m.div(m.sub(1, bend), twoPlus);
  const eta = m.mul(mu, m.sqrt(m.mul(psi, 2)));
  const y = m.mul(eta, m.sqrt(m.mul(a, 0.5)));
  const precise = m.lessEqual(a, PRECISE_SHAPE);
  // Other lanes are given what is harmless.
  const exact = peakExponent(m, m.select(precise, a, 1), m.select(precise, x, 1));
  const plain = m.neg(m.mul(a, m.mul(m.mul(mu, mu), psi)));
  const exponent = { high: m.select(precise, exact.high, plain), low: m.and(exact.low, precise) };
  const square = twoProduct(m, y, y);
  const rest = m.add(m.add(exponent.high, square.high), m.add(exponent.low, square.low));
  const peak = m.div(exponentialOf(m, exponent), m.sqrt(m.mul(a, 2 * Math.PI)));
  return { mu, psi, eta, y, peak, exponentRest: m.and(rest, precise) };
}

/** Σ p_k(η) a^-k. */
function expansion(m: MathBuilder, inverse: Local, eta: Local, terms: readonly (readonly number[])[]): Local {
  return m.horner(
    inverse,
    terms.map((coefficients) => m.estrin(eta, coefficients)),
  );
}

/** Q(a, x), or P(a, x) with `sign` -1. */
export function uniformGamma(m: MathBuilder, a: Local, x: Local, sign: 1 | -1): Local {
  const { eta, y, peak, exponentRest } = uniform(m, a, x);
  const signed = m.mul(y, sign);
  const half = m.mul(m.call(defineFormula(m.module, "erfc", erfc), signed), 0.5);
  const main = m.add(half, m.mul(half, m.and(exponentRest, m.greater(signed, 3))));
  const rest = m.mul(peak, expansion(m, m.div(1, a), eta, UNIFORM));
  return sign === 1 ? m.add(main, rest) : m.sub(main, rest);
}

/** ∂Q/∂a. */
export function uniformGammaByShape(m: MathBuilder, a: Local, x: Local): Local {
  const { mu, psi, eta, peak } = uniform(m, a, x);
  const root = m.sqrt(m.mul(psi, 2));
  const bend = m.mul(mu, psi);
  const logarithm = m.sub(mu, m.mul(mu, bend));
  const inverse = m.div(1, a);
  const corrections = expansion(m, inverse, eta, UNIFORM);
  const slopes = expansion(m, inverse, eta, UNIFORM.map(derivativeOf));
  const decay = expansion(
    m,
    inverse,
    eta,
    UNIFORM.map((coefficients, k) => coefficients.map((coefficient) => k * coefficient)),
  );
  const first = m.div(m.sub(1, bend), root);
  const second = m.mul(m.sub(logarithm, m.mul(inverse, 0.5)), corrections);
  const third = m.mul(m.add(m.div(slopes, root), decay), inverse);
  return m.mul(peak, m.add(first, m.sub(second, third)));
}
