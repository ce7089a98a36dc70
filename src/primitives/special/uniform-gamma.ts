/** The incomplete gamma functions of large shape around x = a, by N. M. Temme's uniform expansion, in plain float64. */

import { exponential, logarithmOf, type Pair, product, sum, twoProduct, twoSum } from "./double-double.ts";
import { erfc } from "./error-function.ts";
import { polynomial } from "./polynomial.ts";

/** The expansion holds to full precision for a >= LARGE_SHAPE and |x - a| <= NEAR a. */
export const LARGE_SHAPE = 1000;
export const NEAR = 0.3;

/** c_k(η) in powers of η, k = 0, 1, ...; computed exactly by fixtures/special-functions/coefficients.py. */
export const UNIFORM = [
  [
    -0.3333333333333333, 0.08333333333333333, -0.014814814814814815, 0.0011574074074074073, 0.0003527336860670194,
    -0.0001787551440329218, 3.919263178522438e-5, -2.185448510679992e-6, -1.85406221071516e-6, 8.296711340953087e-7,
    -1.7665952736826078e-7, 6.707853543401498e-9, 1.0261809784240309e-8, -4.382036018453353e-9, 9.14769958223679e-10,
    -2.5514193994946248e-11, -5.830772132550426e-11, 2.4361948020667415e-11,
  ],
  [
    -0.001851851851851852, -0.003472222222222222, 0.0026455026455026454, -0.0009902263374485596, 0.00020576131687242798,
    -4.018775720164609e-7, -1.8098550334489977e-5, 7.64916091608111e-6, -1.6120900894563446e-6, 4.647127802807434e-9,
    1.378633446915721e-7, -5.752545603517705e-8, 1.1951628599778148e-8, -1.7543241719747647e-11, -1.0091543710600413e-9,
  ],
  [
    0.004133597883597883, -0.0026813271604938273, 0.0007716049382716049, 2.0093878600823047e-6, -0.0001073665322636516,
    5.2923448829120125e-5, -1.2760635188618728e-5, 3.423578734096138e-8, 1.3721957309062934e-6, -6.298992138380055e-7,
    1.4280614206064242e-7, -2.0477098421990866e-10,
  ],
  [
    0.0006494341563786008, 0.00022947209362139917, -0.0004691894943952557, 0.00026772063206283885,
    -7.561801671883977e-5, -2.396505113867297e-7, 1.1082654115347302e-5, -5.6749528269915965e-6, 1.4230900732435883e-6,
  ],
  [
    -0.0008618882909167117, 0.0007840392217200666, -0.0002990724803031902, -1.4638452578843418e-6, 6.641498215465122e-5,
    -3.968365047179435e-5,
  ],
  [-0.00033679855336635813, -6.972813758365857e-5, 0.0002772753244959392, -0.00019932570516188847],
] as const;

/** 1/3, 1/5, ...: log((1 + t)/(1 - t)) = 2 t + 2 t³ (1/3 + t²/5 + ...), |t| <= 0.3/1.7. */
export const ATANH = Array.from({ length: 12 }, (_, k) => 1 / (2 * k + 3));

interface Uniform {
  /** (x - a)/a. */
  readonly mu: number;
  /** (μ - log(1 + μ))/μ², a half at μ = 0. */
  readonly psi: number;
  /** With the sign of μ and η²/2 = μ - log(1 + μ). */
  readonly eta: number;
  /** e^(-a η²/2)/√(2πa). */
  readonly peak: number;
  /** y = η √(a/2). */
  readonly y: number;
  /** What rounding took from -y², while it can be told. */
  readonly exponentRest: number;
}

/** Up to this shape the exponent is known to more digits from its logarithms than from η. */
export const PRECISE_SHAPE = 1e7;

/** a log(x/a) + a - x = -a η²/2 with an error of 2^-68 a, however large its parts are. */
export function peakExponent(a: number, x: number): Pair {
  const ofShape = logarithmOf(a);
  const ratio = sum(logarithmOf(x), { high: -ofShape.high, low: -ofShape.low });
  return sum(product({ high: a, low: 0 }, ratio), twoSum(a, -x));
}

function uniform(a: number, x: number): Uniform {
  const mu = (x - a) / a;
  const t = mu / (2 + mu);
  // μ - log(1 + μ) = μ t - 2 t³ (1/3 + t²/5 + ...), as 2 t = μ - μ t.
  const psi = (1 - 2 * t * (t / mu || 0.5) * polynomial(t * t, ATANH)) / (2 + mu);
  const eta = mu * Math.sqrt(2 * psi);
  const y = eta * Math.sqrt(a / 2);
  const exponent = a <= PRECISE_SHAPE ? peakExponent(a, x) : { high: -a * (mu * mu * psi), low: 0 };
  const square = twoProduct(y, y);
  const exponentRest = a <= PRECISE_SHAPE ? exponent.high + square.high + (exponent.low + square.low) : 0;
  return { mu, psi, eta, y, exponentRest, peak: exponential(exponent) / Math.sqrt(2 * Math.PI * a) };
}

/** Q(a, x), or P(a, x) with `sign` -1: erfc(±y)/2 ± e^(-y²)/√(2πa) Σ c_k(η) a^-k. */
export function uniformGamma(a: number, x: number, sign: 1 | -1): number {
  const { eta, y, peak, exponentRest } = uniform(a, x);
  const half = erfc(sign * y) / 2;
  // In the tail erfc y is e^(-y²) times a slow function.
  const main = sign * y > 3 ? half + half * exponentRest : half;
  return main + sign * peak * corrections(a, eta);
}

/** Σ c_k(η) a^-k. */
function corrections(a: number, eta: number): number {
  return polynomial(
    1 / a,
    UNIFORM.map((coefficients) => polynomial(eta, coefficients)),
  );
}

/**
 * ∂Q/∂a. With E = a η²/2 and ℓ = log(1 + μ): ∂E/∂a = -ℓ and ∂η/∂a = -μ/(η a), so that each of the two terms of Q
 * keeps the factor e^-E/√(2πa).
 */
export function uniformGammaByShape(a: number, x: number): number {
  const { mu, psi, eta, peak } = uniform(a, x);
  const root = Math.sqrt(2 * psi); // η/μ
  const logarithm = mu - mu * mu * psi;
  const slopes = polynomial(
    1 / a,
    UNIFORM.map((coefficients) => polynomial(eta, derivativeOf(coefficients))),
  );
  const decay = polynomial(
    1 / a,
    UNIFORM.map((coefficients, k) => k * polynomial(eta, coefficients)),
  );
  return peak * ((1 - mu * psi) / root + ((logarithm - 0.5 / a) * corrections(a, eta) - (slopes / root + decay) / a));
}

/** Coefficients of the derivative of a polynomial. */
export function derivativeOf(coefficients: readonly number[]): number[] {
  return coefficients.slice(1).map((coefficient, i) => (i + 1) * coefficient);
}
