/** log |Gamma(x)| in plain float64: polynomials near its zeros 1 and 2, Stirling's series beyond 8, recurrence and reflection. */

import { logarithm, type Pair, product, sum, twoProduct, twoSum } from "./double-double.ts";
import { sineOfHalfTurns } from "./half-turns.ts";
import { polynomial } from "./polynomial.ts";

// Fitted by fixtures/special-functions/coefficients.py.

/** log Gamma(1 + t) = t (-euler + t p(t)), -0.3 <= t <= 0.36. */
export const NEAR_ONE = [
  0.8224670334241132, -0.40068563438653254, 0.27058080842777715, -0.20738555102798042, 0.16955717699909545,
  -0.14404989689563946, 0.1255096694196167, -0.11133425532145222, 0.10009945633175112, -0.09095449172275769,
  0.08335421124920588, -0.0769200578482558, 0.07141655120587553, -0.06686299598107788, 0.06284928464351268,
  -0.05709996602220871, 0.05159222358829182, -0.059921739059847254, 0.07269872732325929, -0.04408361859750194,
];

/** log Gamma(1.45 + t), |t| <= 0.25: around the minimum. */
export const MIDDLE = [
  -0.12142059074030692, -0.011316422586445888, 0.4890393942971333, -0.15063956717937624, 0.06656899496801723,
  -0.03407261966802356, 0.01883411926872945, -0.010900304714832904, 0.006500402589996988, -0.003958175740236073,
  0.002447286916776084, -0.0015308912492813804, 0.0009665322658232295, -0.0006149550737618339, 0.000393637026588571,
  -0.00025139985355876585, 0.00016250066922258012, -0.00012073090891565753, 7.869193136065328e-5,
];

/** log Gamma(2 + t) = t (1 - euler + t p(t)), -0.3 <= t <= 0.5. */
export const NEAR_TWO = [
  0.3224670334241132, -0.0673523010531981, 0.02058080842778455, -0.007385551028673781, 0.0028905103307408256,
  -0.001192753911723959, 0.000509669524815029, -0.00022315475755483138, 9.945750921306267e-5, -4.492625530687074e-5,
  2.0507305073149606e-5, -9.43932982469224e-6, 4.3736111181310096e-6, -2.038981768419466e-6, 9.632443115120766e-7,
  -4.6117074260960965e-7, 1.9828951696672937e-7, -5.064938206629362e-8,
];

/** log Gamma(x) = (x - 1/2) log x - x + log √(2π) + p(1/x²)/x, x >= 8. */
export const STIRLING = [
  0.08333333333333333, -0.002777777777773988, 0.0007936507897524059, -0.0005952365845057049, 0.0008414700852503147,
  -0.001890382993887715, 0.005065905360156132,
];

export const EULER = { high: 0.5772156649015329, low: -4.942915152430645e-18 };
export const ONE_LESS_EULER = { high: 0.42278433509846713, low: 4.942915152430645e-18 };
/** log √(2π) - 1/2. */
export const STIRLING_CONSTANT = { high: 0.4189385332046727, low: 1.6728209650585413e-17 };
export const LOG_PI = { high: 1.1447298858494002, low: 1.0265951162707826e-17 };

/**
 * log |Gamma(x)|; ∞ at 0, -1, -2, ...
 *
 * @see Abramowitz & Stegun 6.1.40 (Stirling), 6.1.15 (recurrence), 6.1.17 (reflection)
 */
export function logGamma(x: number): number {
  if (Number.isNaN(x)) return NaN;
  if (!Number.isFinite(x)) return Infinity;
  if (x < 0) return reflected(-x);
  if (x < 1e-20) return x === 0 ? Infinity : -Math.log(x);
  if (x >= 0.7 && x < 1.2) return logGammaOfOnePlus(x - 1) + 0; // not -0 at 1
  if (x >= 1.2 && x < 1.7) return polynomial(x - 1.45, MIDDLE);
  if (x >= 1.7 && x < 2.5) return (x - 2) * bracket(x - 2, ONE_LESS_EULER, NEAR_TWO);
  const { high, low } = x < 8 ? shifted(x) : stirling(x);
  return high + low;
}

/** log Gamma(1 + t) for -0.3 <= t <= 0.36. */
export function logGammaOfOnePlus(t: number): number {
  return t * bracket(t, { high: -EULER.high, low: -EULER.low }, NEAR_ONE);
}

/** constant + t p(t). */
function bracket(t: number, constant: Pair, coefficients: readonly number[]): number {
  const { high, low } = twoSum(constant.high, t * polynomial(t, coefficients));
  return high + (low + constant.low);
}

/** (x - 1/2)(log x - 1) + (log √(2π) - 1/2) + S(1/x²)/x for x >= 8. */
function stirling(x: number): Pair {
  // Products of huge numbers are taken smaller by 2^-200, which is exact.
  const scale = x > 1e150 ? 2 ** -200 : 1;
  const slope = sum(logarithm(x), { high: -1, low: 0 });
  const main = product({ high: (x - 0.5) * scale, low: 0 }, slope);
  const rest = sum(STIRLING_CONSTANT, { high: stirlingRest(x), low: 0 });
  return scale === 1 ? sum(main, rest) : { high: main.high / scale, low: 0 };
}

/** log Gamma(x) - ((x - 1/2) log x - x + log √(2π)) for x >= 8. */
export function stirlingRest(x: number): number {
  return polynomial(1 / (x * x), STIRLING) / x;
}

/** log Gamma(x + 8) - log (x (x + 1) ... (x + 7)), the product from four pairs: x (x + 7) plus 0, 6, 10, 12. */
function shifted(x: number): Pair {
  const { high, low } = twoSum(x, 8);
  const above = stirling(high);
  const pair = sum(twoProduct(x, x), twoProduct(7, x));
  const others = [6, 10, 12].map((constant) => sum(pair, { high: constant, low: 0 }));
  const factors = others.reduce((total, each) => product(total, each), pair);
  const below = logarithmOf(factors);
  // d log Gamma = digamma = log x - 1/(2x) for the part of x + 8 that rounding took.
  const correction = low * (Math.log(high) - 0.5 / high);
  return sum({ high: above.high, low: above.low + correction }, { high: -below.high, low: -below.low });
}

function logarithmOf({ high, low }: Pair): Pair {
  const main = logarithm(high);
  return sum(main, { high: low / high, low: 0 });
}

/** log |Gamma(-z)| = log π - log (z |sin πz|) - log Gamma(z), z > 0. */
function reflected(z: number): number {
  const r = z - Math.round(z);
  if (r === 0) return Infinity;
  if (z < 1e-20) return -Math.log(z);
  const below = logarithmOf(product({ high: z, low: 0 }, sineOfHalfTurns(r)));
  const { high, low } = sum(LOG_PI, { high: -below.high, low: -below.low });
  const positive = z >= 0.7 && z < 2.5 ? { high: logGamma(z), low: 0 } : z < 8 ? shifted(z) : stirling(z);
  const total = sum({ high, low }, { high: -positive.high, low: -positive.low });
  return total.high + total.low;
}
