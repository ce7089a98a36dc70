/** Bessel functions of the first kind and integer order, in plain float64. */

import { polynomial } from "./polynomial.ts";

// Fitted by fixtures/special-functions/coefficients.py.

/** What J0 and J1 are made of; z = x², w = 1/x². */
export interface BesselPieces {
  /** J(x) = x^order (x - firstZero)(x + firstZero) p(z) for |x| < 4. */
  readonly near: readonly number[];
  /** The first zero, and what rounding took from it. */
  readonly firstZero: readonly [number, number];
  /** J(6 + t) = (6 + t - secondZero) p(t) for |t| <= 2. */
  readonly middle: readonly number[];
  readonly secondZero: readonly [number, number];
  /** P and x Q of Hankel's expansion for x >= 8, as polynomials of w. */
  readonly amplitudeInPhase: readonly number[];
  readonly amplitudeInQuadrature: readonly number[];
}

export const ORDER_ZERO: BesselPieces = {
  near: [
    -0.17291506903064494, 0.013329146159788531, -0.00039698772526443733, 6.404783237242976e-6, -6.517182621302995e-8,
    4.573627895928748e-10, -2.349481790992245e-12, 9.220827215494374e-15, -2.855515516121097e-17, 7.156582087533698e-20,
    -1.4814227980948527e-22, 2.5749258181292786e-25, -3.78675147481294e-28, 4.2991304958124965e-31,
  ],
  firstZero: [2.404825557695773, -1.176691651530894e-16],
  middle: [
    0.3138953660581486, -0.07753659236669226, -0.04343003493451364, 0.008464995494980606, 0.0016907164421519542,
    -0.0002903924577954878, -3.245981773476202e-5, 5.046333168084599e-6, 3.7683306575973564e-7, -5.369878633692875e-8,
    -2.9472164422313693e-9, 3.881003341805387e-10, 1.6621792856977836e-11, -2.035109821009615e-12,
    -7.086852359661718e-14, 8.099174605123997e-15, 2.3634251075615695e-16, -2.420773089457343e-17,
    -6.089337793197239e-19,
  ],
  secondZero: [5.520078110286311, 8.088597146146722e-17],
  amplitudeInPhase: [
    1.0, -0.07031249999990756, 0.11215209927187478, -0.5725009290256771, 6.073662198489955, -109.83815424520368,
    2981.9540641309222, -106369.41870496867, 4178646.7744264645, -149744799.86954817, 4138251559.4306016,
    -74001230406.89871, 624280442484.6069,
  ],
  amplitudeInQuadrature: [
    -0.12499999999999996, 0.07324218749918596, -0.2271079987327797, 1.7277231531833683, -24.37715800406343,
    549.7370248469658, -17751.535012799457, 718764.8874354152, -30645654.48496796, 1153062881.993931,
    -32793839330.80489, 596805569072.1888, -5091801199127.043,
  ],
};

export const ORDER_ONE: BesselPieces = {
  near: [
    -0.03405537391318949, 0.0019373847544143917, -4.541501468060546e-5, 6.019939527912172e-7, -5.1882987538477456e-9,
    3.15424008072212e-11, -1.4282175991427377e-13, 5.008668188698321e-16, -1.4014325515234617e-18,
    3.2025080504957256e-21, -6.090889917297459e-24, 9.790970647525953e-27, -1.3401205767826712e-29,
    1.43149957196262e-32,
  ],
  firstZero: [3.8317059702075125, -1.5269184090088067e-16],
  middle: [
    0.2724374653103688, 0.07451676351612324, -0.042916801371786245, -0.005721985375574579, 0.0020035398357831436,
    0.00016514201258469927, -4.4431255990412165e-5, -2.5736721698908425e-6, 5.768925798943604e-7, 2.536502170590067e-8,
    -4.928700233520905e-9, -1.7307133762301834e-10, 2.984942374162354e-11, 8.676088776580915e-13,
    -1.3493849120284752e-13, -3.330061585767735e-15, 4.72542308897667e-16, 9.671071127198021e-18,
    -1.2672038357960219e-18,
  ],
  secondZero: [7.015586669815619, -9.414165653410389e-17],
  amplitudeInPhase: [
    1.0, 0.11718749999990226, -0.14419555628379707, 0.6765920683708662, -6.883512850167846, 121.40877822205485,
    -3242.98708137995, 114482.20770515464, -4469684.221284078, 159622723.8830969, -4402691861.160125, 78640229269.7824,
    -662942073911.1263,
  ],
  amplitudeInQuadrature: [
    0.37499999999999994, -0.10253906249914096, 0.277576443392704, -1.9935271448558627, 27.245270699595547,
    -602.1580491567343, 19184.814182689537, -770128.4177245874, 32669029.216660615, -1225685086.1555474,
    34802547055.51619, -632744459728.6796, 5395083520929.039,
  ],
};

/** Below it J0 = 1 - x²/4 + ... rounds to 1. */
export const ROUNDS_TO_ONE = 2 ** -27;

/**
 * J0(x), even in x.
 *
 * @see Abramowitz & Stegun 9.2.5 (Hankel's expansion); the factors that hold the first zeros as in S. L. Moshier, Methods and
 *      Programs for Mathematical Functions (1989)
 */
export function besselJ0(x: number): number {
  const a = Math.abs(x);
  if (a < ROUNDS_TO_ONE) return 1;
  if (a < 8) return upTo8(ORDER_ZERO, a);
  if (a === Infinity) return 0;
  // cos(x - π/4) and sin(x - π/4), each times √2.
  const [cosine, sine] = [Math.cos(a) + Math.sin(a), Math.sin(a) - Math.cos(a)];
  return hankel(ORDER_ZERO, a, cosine, sine);
}

/** J1(x), odd in x. */
export function besselJ1(x: number): number {
  const value = magnitudeOfJ1(Math.abs(x));
  return x < 0 || Object.is(x, -0) ? -value : value;
}

function magnitudeOfJ1(a: number): number {
  if (a < 4) return a * upTo8(ORDER_ONE, a);
  if (a < 8) return upTo8(ORDER_ONE, a);
  if (a === Infinity) return 0;
  // cos(x - 3π/4) and sin(x - 3π/4), each times √2.
  const [cosine, sine] = [Math.sin(a) - Math.cos(a), -Math.sin(a) - Math.cos(a)];
  return hankel(ORDER_ONE, a, cosine, sine);
}

function upTo8({ near, firstZero, middle, secondZero }: BesselPieces, x: number): number {
  if (x < 4) return (x - firstZero[0] - firstZero[1]) * (x + firstZero[0]) * polynomial(x * x, near);
  return (x - secondZero[0] - secondZero[1]) * polynomial(x - 6, middle);
}

/** √(2/(πx)) (P cos - Q sin), the cosine and sine given times √2. */
function hankel(
  { amplitudeInPhase, amplitudeInQuadrature }: BesselPieces,
  x: number,
  cosine: number,
  sine: number,
): number {
  const w = 1 / x / x;
  const inQuadrature = polynomial(w, amplitudeInQuadrature) / x;
  // Half of the root, from a quarter of πx, which overflows for no x.
  const halfOfRoot = Math.sqrt(Math.PI * (x / 4));
  return (polynomial(w, amplitudeInPhase) * cosine - inQuadrature * sine) / (2 * halfOfRoot);
}

/** Terms of the power series of Jn that matter where x² <= 4 (n + 1): each is below a quarter of the one before. */
export const POWER_SERIES_TERMS = 20;

/** The even order at which Miller's recurrence starts, so that |x| < n is accurate (from J_m(x) < (e x / 2m)^m). */
export function startingOrder(n: number): number {
  return 2 * Math.ceil((n + 12 + 4 * Math.cbrt(n) ** 2 + Math.sqrt(30 * n)) / 2);
}

/**
 * Jn(x) for integer n: recurrence upwards where |x| >= n, the power series where x² <= 4 (n + 1), else J. C. P. Miller's recurrence
 * downwards, scaled so that 1 = J0 + 2 J2 + 2 J4 + ...
 *
 * @see Abramowitz & Stegun 9.1.27 (recurrence), 9.1.10 (series), 9.12 (Miller)
 */
export function besselJn(n: number, x: number): number {
  const order = Math.abs(n);
  const a = Math.abs(x);
  const isNegative = order % 2 === 1 && (x < 0 || Object.is(x, -0)) !== n < 0;
  const value = magnitudeOfOrder(order, a);
  return isNegative ? -value : value;
}

function magnitudeOfOrder(n: number, x: number): number {
  if (n === 0) return besselJ0(x);
  if (n === 1) return besselJ1(x);
  if (Number.isNaN(x)) return NaN;
  if (x === Infinity) return 0;
  if (x * x <= 4 * (n + 1)) return powerSeries(n, x);
  return x < n ? downwards(n, x) : upwards(n, x);
}

/** (x/2)^n/n! Σ (-x²/4)^k / (k! (n + 1) ... (n + k)). */
function powerSeries(n: number, x: number): number {
  const half = x / 2;
  let sum = 0;
  for (let k = POWER_SERIES_TERMS; k >= 1; k--) sum = (-(half * half) / (k * (n + k))) * (1 + sum);
  let lead = 1 + sum;
  for (let k = 1; k <= n; k++) lead *= half / k;
  return lead;
}

/** J_{k+1} = (2k/x) J_k - J_{k-1}. */
function upwards(n: number, x: number): number {
  let previous = besselJ0(x);
  let current = besselJ1(x);
  const twice = 2 / x;
  for (let k = 1; k < n; k++) [previous, current] = [current, k * twice * current - previous];
  return current;
}

function downwards(n: number, x: number): number {
  const twice = 2 / x;
  let above = 0;
  let current = 1e-200;
  let total = 0; // J2 + J4 + ... + J_start, in the same unit
  let wanted = 0;
  for (let k = startingOrder(n); k > 0; k--) {
    if (k === n) wanted = current;
    if (k % 2 === 0) total += current;
    [above, current] = [current, k * twice * current - above];
    if (Math.abs(current) > 1e200) {
      current *= 2 ** -1000;
      above *= 2 ** -1000;
      total *= 2 ** -1000;
      wanted *= 2 ** -1000;
    }
  }
  return wanted / (current + 2 * total);
}
