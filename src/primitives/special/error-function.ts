/** erf, erfc and the inverse of erf in plain float64, from polynomials fitted by fixtures/special-functions/coefficients.py. */

import { exponential, product, quotient, twoProduct, twoSum } from "./double-double.ts";
import { polynomial } from "./polynomial.ts";

/** erf x = x + x p(x²) for |x| < ERF_LIMIT. */
export const ERF = [
  0.1283791670955126, -0.37612638903183754, 0.11283791670955116, -0.02686617064512744, 0.005223977625367014,
  -0.0008548327014700868, 0.0001205533233552935, -1.4925618892253266e-5, 1.646108997228922e-6, -1.6343728035457296e-7,
  1.4501931454974954e-8, -9.821529749675442e-10,
];
export const ERF_LIMIT = 0.7;

/** erfc x = e^(-x²) p(t)/(1 + 2x), t = (x - 5)/(x + 5), up to x = 27.5, where erfc has long been 0. */
export const ERFC = [
  1.217751015063755, -0.1325141194695216, 0.04568572739599928, 0.02339844443549477, -0.066045937862082,
  0.08189486374282128, -0.0771139093786357, 0.060799230637519575, -0.04140591821556993, 0.024563305048640762,
  -0.012635571162250413, 0.00553840495804793, -0.0019888953609448626, 0.0005312415150068822, -7.093843185704987e-5,
  -1.879708332302746e-5, 1.444752995008511e-5, -3.4549176810697585e-6, -3.522856942089485e-7, 4.981915336808467e-7,
  -9.795507447296576e-8, -3.5272075274011e-8, 1.4257119955538364e-8, 1.7975264142619977e-9,
];
/** What rounding took from its first coefficient. */
export const ERFC_REST = -4.786072348621773e-17;

/** erfInv x = x p(w - 3), w = -log(1 - x²) < 6, to 1e-9: where Newton's method starts. */
export const INVERSE_CENTRE = [
  1.6235420064648298, 0.24163040187247808, -0.0057381354242041, -0.0008361745723989565, 0.0001950619522305496,
  -1.2722979933734563e-5, -1.7485502954466425e-6, 4.5259406471851447e-7, -2.3487272151417536e-8, -5.9891513759872464e-9,
  1.0762571404759864e-9, 2.2566185420300354e-11, -1.4854908961637763e-11,
];

/** erfInv x = p(s - 4), s = √w, for w >= 6, to 1e-6. */
export const INVERSE_TAIL = [
  3.839783841729477, 1.0094943181066236, 0.0012507820806463787, -0.0008503905321269113, 0.000299355075639718,
  -8.971611647883537e-5, 2.0454979960179634e-5, -2.04739467079762e-6, -9.781885184108213e-8,
];

/** 2/√π. */
export const TWO_OVER_ROOT_PI = 1.1283791670955126;

/**
 * The error function (2/√π) ∫ e^(-t²) dt from 0 to x.
 *
 * @see Abramowitz & Stegun 7.1.1; the form of the tail is that of M. M. Shepherd and J. G. Laframboise, Math. Comp. 36 (1981)
 */
export function erf(x: number): number {
  if (Number.isNaN(x)) return NaN;
  const a = Math.abs(x);
  if (a < ERF_LIMIT) return x + x * polynomial(x * x, ERF);
  const value = a > 6 ? 1 : 1 - tail(a);
  return x < 0 ? -value : value;
}

/** The complement 1 - erf x, without loss where erf is near 1. */
export function erfc(x: number): number {
  if (Number.isNaN(x)) return NaN;
  if (Math.abs(x) < ERF_LIMIT) {
    const { high, low } = twoSum(1, -x);
    return high + (low - x * polynomial(x * x, ERF));
  }
  if (x > 27.5) return 0;
  return x < 0 ? (x < -6 ? 2 : 2 - tail(-x)) : tail(x);
}

/** erfc x for ERF_LIMIT <= x <= 27.5. */
function tail(x: number): number {
  const t = (x - 5) / (x + 5);
  const shape = twoSum(ERFC[0]!, t * polynomial(t, ERFC.slice(1)) + ERFC_REST);
  const ratio = quotient(shape, twoSum(1, 2 * x));
  const square = twoProduct(x, x);
  const power = exponential({ high: -square.high, low: -square.low });
  if (power < 1e-290) return power * ratio.high; // where exact products underflow
  const { high, low } = product({ high: power, low: 0 }, ratio);
  return high + low;
}

/**
 * The y with erf y = x; ±∞ at ±1, NaN outside of [-1, 1]. An approximation is improved once by Halley's method, on erfc where
 * erf is near 1.
 */
export function erfInv(x: number): number {
  const a = Math.abs(x);
  if (!(a < 1)) return a === 1 ? x * Infinity : NaN;
  const w = -Math.log((1 - a) * (1 + a));
  const y = w < 6 ? a * polynomial(w - 3, INVERSE_CENTRE) : polynomial(Math.sqrt(w) - 4, INVERSE_TAIL);
  const excess = a < 0.5 ? erf(y) - a : 1 - a - erfc(y);
  const step = excess / (TWO_OVER_ROOT_PI * Math.exp(-y * y));
  // f/f' / (1 - f f''/(2 f'²)) with f''/f' = -2 y.
  const root = y - step / (1 + y * step);
  return x < 0 ? -root : x === 0 ? x : root;
}
