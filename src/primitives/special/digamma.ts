/** Digamma and its derivatives, the polygamma functions, in plain float64. */

import { type Pair, product, twoProduct, twoSum } from "./double-double.ts";
import { cotangentOfHalfTurns } from "./half-turns.ts";
import { polynomial } from "./polynomial.ts";

// Fitted by fixtures/special-functions/coefficients.py.

/** digamma(1.5 + t) = (1.5 + t - root) p(t), |t| <= 1/2. */
export const FROM_ONE = [
  0.9510558760318328, -0.42362742128146047, 0.24054248424078736, -0.14840492305391761, 0.09498872445283,
  -0.06192213327165706, 0.04076083394462657, -0.02697579684427536, 0.017907248195969127, -0.011908215172584002,
  0.007927024067961237, -0.00528001782089874, 0.0035180800751066694, -0.002344650082351321, 0.0015635679757533885,
  -0.001042261556504223, 0.0006899717801166841, -0.0004599625144612576, 0.0003268068044141764, -0.0002178682145501451,
  9.173383289174792e-5, -6.11554261750751e-5, 0.00012230983055406747, -8.153978973309418e-5,
];

/** digamma(3 + t) = (3 + t - root) p(t), |t| <= 1. */
export const FROM_TWO = [
  0.5998463449949618, -0.13320109197323368, 0.03649594512132129, -0.01083792238355133, 0.003354312964421139,
  -0.001063627905780865, 0.0003424736951803323, -0.00011139565659425858, 3.648531156584713e-5, -1.2007975345173308e-5,
  3.965645376371477e-6, -1.312897573861159e-6, 4.354366730122819e-7, -1.446014162384691e-7, 4.806751255694265e-8,
  -1.6000149854237712e-8, 5.325234237330386e-9, -1.7575787504652966e-9, 5.853567710493515e-10, -2.1019817239904624e-10,
  7.003456504169221e-11, -1.3779942937619484e-11, 4.5915488542656245e-12, -5.00537031113629e-12, 1.668276486622531e-12,
];

/** digamma(6 + t), |t| <= 2. */
export const FROM_FOUR = [
  1.7061176684318005, 0.18132295573711532, -0.016394866122557247, 0.0019713046987925205, -0.000265966305921368,
  3.817924696622518e-5, -5.6948548451989035e-6, 8.71618606184845e-7, -1.3586539133481862e-7, 2.146569281534704e-8,
  -3.4262708141514434e-9, 5.512406453600702e-10, -8.924299735807456e-11, 1.451985342733525e-11, -2.371999083721646e-12,
  3.890093092217386e-13, -6.393137661674827e-14, 1.044257446220433e-14, -1.7230705830588485e-15, 3.062687748679662e-16,
  -5.0697601832860126e-17, 5.020176799471932e-18, -8.310717178800474e-19, 4.450521781010033e-19, -7.395072910598621e-20,
];

/** digamma x = log x - 1/(2x) - w p(w), w = 1/x², x >= 8. */
export const STIRLING = [
  0.08333333333333333, -0.008333333333331664, 0.003968253965999701, -0.004166665501516725, 0.007575459920369176,
  -0.02105106090804774, 0.08002337465397756, -0.299425370626735,
];

/** The positive zero of digamma, and the same less 1. */
export const ROOT = { high: 1.4616321449683622, low: 9.549995429965697e-17 };
export const ROOT_LESS_ONE = { high: 0.46163214496836236, low: -1.5522348162858677e-17 };

/**
 * Digamma, the derivative of log Gamma. NaN at -1, -2, ..., ∓∞ at ±0.
 *
 * @see Abramowitz & Stegun 6.3.18 (asymptotic series), 6.3.5 (recurrence), 6.3.7 (reflection)
 */
export function digamma(x: number): number {
  if (x === 0) return -1 / x;
  if (x < 0) {
    const z = -x;
    return (z < 1 ? ofOnePlus(z) : ofAtLeastOne(z) + 1 / z) + scaledCotangent(z);
  }
  if (x >= 1) return ofAtLeastOne(x);
  // 1/x to twice the precision, as the two terms may cancel by half.
  const inverse = 1 / x;
  const { high, low } = twoProduct(inverse, x);
  const rest = x < 1e-100 ? 0 : (1 - high - low) * inverse;
  return ofOnePlus(x) - rest - inverse;
}

function ofAtLeastOne(x: number): number {
  if (x < 2) return beside(x, ROOT, x - 1.5, FROM_ONE);
  if (x < 4) return beside(x, ROOT, x - 3, FROM_TWO);
  if (x < 8) return polynomial(x - 6, FROM_FOUR);
  const w = 1 / x / x;
  return Math.log(x) - (0.5 / x + w * polynomial(w, STIRLING));
}

/** digamma(1 + x) for 0 <= x < 1. */
function ofOnePlus(x: number): number {
  return beside(x, ROOT_LESS_ONE, x - 0.5, FROM_ONE);
}

/** (x - root) p(t), rounded once but for t p. */
function beside(x: number, root: Pair, t: number, p: readonly number[]): number {
  const slope = twoSum(p[0]!, t * polynomial(t, p.slice(1)));
  const { high, low } = product(twoSum(x - root.high, -root.low), slope);
  return high + low;
}

/** π cot πz; NaN at integers. */
function scaledCotangent(z: number): number {
  const r = z - Math.round(z);
  return r === 0 ? NaN : Math.PI * cotangentOfHalfTurns(r);
}

/** B(2j)/(2j)! for j = 1, 2, ...: coefficients of the Euler-Maclaurin formula (A&S 23.1.30). */
export const EULER_MACLAURIN = [
  1 / 12,
  -1 / 720,
  1 / 30240,
  -1 / 1209600,
  1 / 47900160,
  -691 / 1307674368000,
  1 / 74724249600,
  -3617 / 10670622842880000,
  43867 / 5109094217170944000,
  -174611 / 802857662698291200000,
];

/** Terms of the sum taken one by one before the Euler-Maclaurin formula: it then starts at x + this or more. */
export function leadingTerms(order: number): number {
  return 12 + order;
}

/** Factors of the corrections j = 1, 2, ... of the Euler-Maclaurin formula for Σ (y + k)^-s beside y^-(s + 2j - 1). */
export function eulerMaclaurinFactors(s: number): readonly number[] {
  let rising = s; // s (s + 1) ... (s + 2j - 2)
  return EULER_MACLAURIN.map((coefficient, index) => {
    const value = coefficient * rising;
    rising *= (s + 2 * index + 1) * (s + 2 * index + 2);
    return value;
  });
}

/** Coefficients of the polynomial p in cot πx with d^n/dx^n cot πx = π^n p(cot πx): p' times -(1 + c²), n times (A&S 4.3). */
export function cotangentDerivative(order: number): readonly number[] {
  let p: number[] = [0, 1];
  for (let n = 0; n < order; n++) {
    const next = Array.from({ length: p.length + 1 }, () => 0);
    for (let power = 1; power < p.length; power++) {
      next[power - 1]! -= power * p[power]!;
      next[power + 1]! -= power * p[power]!;
    }
    p = next;
  }
  return p;
}

/** n! */
export function factorial(n: number): number {
  let value = 1;
  for (let k = 2; k <= n; k++) value *= k;
  return value;
}

/** x^n for n >= 0 by repeated squaring. */
function integerPower(x: number, n: number): number {
  let value = 1;
  for (let base = x, rest = n; rest > 0; rest = Math.floor(rest / 2), base *= base) if (rest % 2 === 1) value *= base;
  return value;
}

/**
 * The derivative of digamma of order n >= 1: (-1)^(n+1) n! Σ 1/(x + k)^(n+1) over k = 0, 1, ...
 *
 * @see Abramowitz & Stegun 6.4.10 (sum), 6.4.7 (reflection), 23.1.30 (Euler-Maclaurin)
 */
export function polygamma(order: number, x: number): number {
  if (order === 0) return digamma(x);
  if (x >= 0 || Number.isNaN(x)) return (order % 2 === 0 ? -1 : 1) * factorial(order) * hurwitz(order + 1, x, order);
  const r = x - Math.round(x);
  if (r === 0) return order % 2 === 0 ? NaN : Infinity;
  // (-1)^n polygamma(n, 1 - x) - polygamma(n, x) = π d^n/dx^n cot πx, and polygamma(n, 1 - x) has the sign (-1)^(n+1).
  const mirrored = -factorial(order) * hurwitz(order + 1, 1 - x, order);
  const slope = polynomial(cotangentOfHalfTurns(r), cotangentDerivative(order));
  return mirrored - integerPower(Math.PI, order + 1) * slope;
}

/** Σ (x + k)^-s over k = 0, 1, ... for x >= 0. */
function hurwitz(s: number, x: number, order: number): number {
  const count = leadingTerms(order);
  const y = x + count;
  const inverse = 1 / y;
  const power = integerPower(inverse, s - 1);
  const w = inverse * inverse;
  // y^(1-s)/(s - 1) + y^-s/2 + Σ factor y^-(s + 2j - 1)
  let total = power * (1 / (s - 1) + inverse * (0.5 + inverse * polynomial(w, eulerMaclaurinFactors(s))));
  for (let k = count - 1; k >= 0; k--) total += integerPower(1 / (x + k), s);
  return total;
}
