/** Modified Bessel functions of the first kind of orders 0 and 1. */

import type { Arr } from "../../array/arr.ts";
import type { ArrLike } from "../../array/arr-like.ts";
import { fromBuffer } from "../../array/arr.ts";
import { abs, add, div, mul, neg, sign, sub } from "../elementwise/arithmetic.ts";
import { stopGradient, where } from "../elementwise/choice.ts";
import { less } from "../elementwise/comparison.ts";
import { customJvp } from "../control/custom-jvp.ts";
import { exp } from "../elementwise/exponential.ts";
import { operandOf } from "../operands.ts";
import { sqrt } from "../elementwise/powers.ts";
import { sum } from "../reduction/reduction.ts";
import { expandDims } from "../movement/shape.ts";

/**
 * Below this the trapezoidal rule on 80 points of the circle is exact: its error is 2 I_80(x), 1e-35 e^x at 30. Above, the asymptotic
 * series falls to 1e-17 within twenty terms.
 */
const LARGE = 30;
const INTERVALS = 40;

/** 1 − cos θ at the nodes, without cancellation. */
const HAVERSINES = Float64Array.from(
  { length: INTERVALS + 1 },
  (_, i) => 2 * Math.sin((Math.PI * i) / INTERVALS / 2) ** 2,
);
/** Weights of (1/π) ∫ over [0, π], ends halved. */
const WEIGHTS = Float64Array.from({ length: INTERVALS + 1 }, (_, i) => (i % INTERVALS === 0 ? 0.5 : 1) / INTERVALS);
/** The same times sin² θ = h (2 − h). */
const SINE_WEIGHTS = WEIGHTS.map((weight, i) => weight * HAVERSINES[i]! * (2 - HAVERSINES[i]!));

/** Coefficients of 1 / x^k in √(2πx) e^−x I_n(x), DLMF 10.40.1. */
const asymptotic = (order: number): number[] => {
  const terms = [1];
  for (let k = 1; k <= 20; k++) terms.push((-terms[k - 1]! * (4 * order * order - (2 * k - 1) ** 2)) / (8 * k));
  return terms;
};
const ORDER_ZERO = asymptotic(0);
const ORDER_ONE = asymptotic(1);

/** (1/π) ∫ w(θ) e^(x (cos θ − 1)) dθ for 0 ≤ x ≤ LARGE. */
function byCircle(x: Arr, weights: Float64Array<ArrayBuffer>): Arr {
  const nodes = fromBuffer(HAVERSINES, [INTERVALS + 1], "f64");
  const terms = exp(neg(mul(expandDims(x, -1), nodes)));
  return sum(mul(terms, fromBuffer(weights, [INTERVALS + 1], "f64")), -1);
}

function bySeries(x: Arr, terms: readonly number[]): Arr {
  const inverse = div(1, x);
  const series = terms.reduceRight<ArrLike>((total, term) => add(term, mul(inverse, total)), 0);
  return div(series, sqrt(mul(2 * Math.PI, x)));
}

/** e^−|x| I0(x), as both forms give it. */
function scaledZero(x: Arr): Arr {
  const size = abs(x);
  const isSmall = less(size, LARGE);
  return where(isSmall, byCircle(where(isSmall, size, 1), WEIGHTS), bySeries(where(isSmall, LARGE, size), ORDER_ZERO));
}

/** e^−|x| I1(x) / x, even in x and 1/2 at 0: I1(x) = (x/π) ∫ sin² θ e^(x cos θ) dθ, DLMF 10.32.2. */
function scaledSlope(x: Arr): Arr {
  const size = abs(x);
  const isSmall = less(size, LARGE);
  const large = where(isSmall, LARGE, size);
  return where(isSmall, byCircle(where(isSmall, size, 1), SINE_WEIGHTS), div(bySeries(large, ORDER_ONE), large));
}

/**
 * e^−|x| I0(x): the modified Bessel function of order 0, exponentially scaled. Elementwise; the shape of x, dimensionless.
 *
 * @example
 * ```ts
 * import { special } from "fluxion";
 * console.log(special.i0e(0).item().toFixed(14), special.i0e(1000).item().toFixed(14)); // → 1.00000000000000 0.01261724045589
 * ```
 * @see Abramowitz & Stegun 9.6.16, 9.7.1
 */
export function i0e(x: ArrLike): Arr {
  return scaledZeroOf(operandOf("i0e", x));
}

const scaledZeroOf: (x: Arr) => Arr = customJvp(scaledZero, ([x], [dx]) => {
  const value = i0e(x);
  return { value, tangent: mul(dx, sub(i1e(x), mul(sign(stopGradient(x)), value))) };
});

/**
 * e^−|x| I1(x): the modified Bessel function of order 1, exponentially scaled. Elementwise; the shape of x, dimensionless.
 *
 * @example
 * ```ts
 * import { special } from "fluxion";
 * console.log(special.i1e(1).item().toFixed(14)); // → 0.20791041534971
 * ```
 * @see Abramowitz & Stegun 9.6.18, 9.7.1
 */
export function i1e(x: ArrLike): Arr {
  return scaledOneOf(operandOf("i1e", x));
}

const scaledOneOf: (x: Arr) => Arr = customJvp(
  (x: Arr) => mul(x, scaledSlope(x)),
  ([x], [dx]) => {
    const value = i1e(x);
    // I1' = I0 − I1 / x
    return { value, tangent: mul(dx, sub(sub(i0e(x), scaledSlope(x)), mul(sign(stopGradient(x)), value))) };
  },
);

/**
 * Modified Bessel function I0(x); infinite from |x| = 714 on, where `i0e` goes on. Elementwise; the shape of x, dimensionless.
 *
 * @example
 * ```ts
 * import { special } from "fluxion";
 * console.log(special.i0(1).item().toFixed(13)); // → 1.2660658777520
 * ```
 * @see Abramowitz & Stegun 9.6.16
 */
export function i0(x: ArrLike): Arr {
  return mul(i0e(x), exp(abs(x)));
}

/**
 * Modified Bessel function I1(x); infinite from |x| = 714 on, where `i1e` goes on. Elementwise; the shape of x, dimensionless.
 *
 * @example
 * ```ts
 * import { special } from "fluxion";
 * console.log(special.i1(1).item().toFixed(13)); // → 0.5651591039925
 * ```
 * @see Abramowitz & Stegun 9.6.18
 */
export function i1(x: ArrLike): Arr {
  return mul(i1e(x), exp(abs(x)));
}
