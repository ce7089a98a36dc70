/** The regularised incomplete beta function by its continued fraction, differentiable in all of its arguments. */

import { type Arr, type ArrLike, onesLike } from "../array/index.ts";
import {
  abs,
  add,
  all,
  broadcastTo,
  cast,
  customJvp,
  div,
  equal,
  exp,
  greater,
  greaterEqual,
  isNaN,
  less,
  lessEqual,
  log,
  log1p,
  logBeta,
  logicalAnd,
  logicalOr,
  minimum,
  mul,
  neg,
  stopGradient,
  sub,
  where,
  whileLoop,
  xLogY,
} from "../ops/index.ts";
import { asArr, commonShape } from "../ops/operands.ts";
import { LARGE, stirlingRemainder } from "../ops/special/log-beta.ts";
import { jvp } from "../transforms/index.ts";

/** Two factors of the fraction within this of 1 have converged. */
const SETTLED = 2e-15;
/** Steps for which they stay so: derivatives by the shapes lag behind the value. */
const SETTLED_STEPS = 4;
const MAXIMUM_STEPS = 100_000;
/** Stands for a denominator of exactly 0, as in Lentz's method. */
const TINY = 1e-300;

/**
 * The fraction 1 / (1 + d1 / (1 + d2 / (1 + …))), by the modified method of Lentz; some √max(a, b) steps.
 *
 * @see DLMF 8.17.22; Press et al. (2007), Numerical Recipes, 6.4
 */
function continuedFraction(a: Arr, b: Arr, x: Arr): Arr {
  const total = add(a, b);
  const nonzero = (value: Arr): Arr => where(equal(value, 0), TINY, value);
  const first = div(1, nonzero(sub(1, div(mul(total, x), add(a, 1)))));
  const end = whileLoop(
    ({ settled }) => less(settled, SETTLED_STEPS),
    ({ c, d, fraction, m, settled }) => {
      const twice = add(a, mul(2, m));
      const even = div(mul(mul(m, sub(b, m)), x), mul(sub(twice, 1), twice));
      const dEven = div(1, nonzero(add(1, mul(even, d))));
      const cEven = nonzero(add(1, div(even, c)));
      const evenFactor = mul(dEven, cEven);
      const odd = neg(div(mul(mul(add(a, m), add(total, m)), x), mul(twice, add(twice, 1))));
      const dOdd = div(1, nonzero(add(1, mul(odd, dEven))));
      const cOdd = nonzero(add(1, div(odd, cEven)));
      const oddFactor = mul(dOdd, cOdd);
      // What is no number will not settle.
      const near = (factor: Arr): Arr => logicalOr(lessEqual(abs(sub(factor, 1)), SETTLED), isNaN(factor));
      const isNear = logicalAnd(near(evenFactor), near(oddFactor));
      return {
        c: cOdd,
        d: dOdd,
        fraction: mul(fraction, mul(evenFactor, oddFactor)),
        m: add(m, 1),
        settled: where(all(isNear), add(settled, 1), 0),
        isNear: cast(isNear, "f64"),
      };
    },
    { c: onesLike(first), d: first, fraction: first, m: asArr(1), settled: asArr(0), isNear: mul(0, first) },
    { maxSteps: MAXIMUM_STEPS },
  );
  // What has not settled by then is not known.
  return where(greater(stopGradient(end.isNear), 0), end.fraction, NaN);
}

/** 1/3, 1/5, …: log((1 + t)/(1 − t)) = 2t + 2t³ (1/3 + t²/5 + …), here for t² ≤ 1/16. */
const ATANH = Array.from({ length: 13 }, (_, k) => 1 / (2 * k + 3));

/** e − log(1 + e) for |e| ≤ 0.4, without the cancellation of small e: with t = e/(2 + e) it is e t − 2t³ (1/3 + t²/5 + …). */
function excess(e: Arr): Arr {
  const t = div(e, add(2, e));
  const squared = mul(t, t);
  const series = ATANH.reduceRight<ArrLike>((total, term) => add(term, mul(squared, total)), 0);
  return sub(mul(e, t), mul(mul(2, mul(t, squared)), series));
}

/**
 * log of x^a (1 − x)^b / B(a, b). Near the peak x = a/(a + b) of large a and b its parts are as large as they are, and cancel: there by
 * how far x is from the peak, −a e(−λ/a) − b e(λ/b) + log √(ab / 2π(a + b)) − Δ, with λ = a − (a + b) x, e(u) = u − log(1 + u) and Δ what
 * Stirling's formula leaves over.
 *
 * @see Didonato & Morris (1992), ACM TOMS 18, 360
 */
export function logFront(a: Arr, b: Arr, x: Arr): Arr {
  const least = minimum(a, b);
  const isPeak = logicalAnd(greaterEqual(least, LARGE), lessEqual(abs(sub(a, mul(add(a, b), x))), mul(0.4, least)));
  const [first, second, place] = [where(isPeak, a, LARGE), where(isPeak, b, LARGE), where(isPeak, x, 0.5)];
  const total = add(first, second);
  const distance = sub(first, mul(total, place));
  const remainders = sub(add(stirlingRemainder(first), stirlingRemainder(second)), stirlingRemainder(total));
  const away = add(mul(first, excess(neg(div(distance, first)))), mul(second, excess(div(distance, second))));
  const peak = mul(0.5, log(mul(div(first, mul(2 * Math.PI, total)), second)));
  const otherwise = [where(isPeak, 1, a), where(isPeak, 1, b), where(isPeak, 0.5, x)] as const;
  const plain = sub(
    add(xLogY(otherwise[0], otherwise[2]), mul(otherwise[1], log1p(neg(otherwise[2])))),
    logBeta(otherwise[0], otherwise[1]),
  );
  return where(isPeak, sub(sub(peak, away), remainders), plain);
}

/** I_x(a, b), from the side on which the fraction converges fast. */
function regularised(a: Arr, b: Arr, x: Arr): Arr {
  const isInside = logicalAnd(greater(x, 0), less(x, 1));
  const place = where(isInside, x, 0.5);
  const isSwapped = greater(place, div(add(a, 1), add(add(a, b), 2)));
  const near = where(isSwapped, b, a);
  const far = where(isSwapped, a, b);
  const tail = div(
    mul(exp(logFront(a, b, place)), continuedFraction(near, far, where(isSwapped, sub(1, place), place))),
    near,
  );
  const inside = where(isSwapped, sub(1, tail), tail);
  return where(isInside, inside, where(equal(x, 0), 0, where(equal(x, 1), 1, NaN)));
}

/** ∂I/∂x = x^(a−1) (1 − x)^(b−1) / B(a, b), taken as 0 at the ends. */
function slope(a: Arr, b: Arr, x: Arr): Arr {
  const isInside = logicalAnd(greater(x, 0), less(x, 1));
  const place = where(isInside, x, 0.5);
  const logarithm = sub(logFront(a, b, place), add(log(place), log1p(neg(place))));
  return where(isInside, exp(logarithm), 0);
}

const differentiable: (a: Arr, b: Arr, x: Arr) => Arr = customJvp(regularised, ([a, b, x], [da, db, dx]) => {
  const one = onesLike(x);
  // Derivatives by the shapes are those of the steps that the fraction takes: forward, whatever the mode of the caller.
  const byA = jvp((each: Arr) => regularised(each, b, x), [a], [one]).tangent;
  const byB = jvp((each: Arr) => regularised(a, each, x), [b], [one]).tangent;
  return {
    value: differentiable(a, b, x),
    tangent: add(mul(dx, slope(a, b, x)), add(mul(da, byA), mul(db, byB))),
  };
});

/**
 * Regularised incomplete beta function I_x(a, b) = ∫₀ˣ t^(a−1) (1 − t)^(b−1) dt / B(a, b): the probability that a beta variate is below
 * x. Elementwise; operands broadcast; dimensionless, f64. The lower tail is exact relative to itself; for the upper one write
 * I_(1−x)(b, a). Its first derivatives hold in both modes, second derivatives by a and b in forward mode over either.
 *
 * @param a  above 0
 * @param b  above 0
 * @param x  between 0 and 1
 * @returns  between 0 and 1; NaN where x is outside of its domain, and where 100 000 steps, which √max(a, b) takes at its worst, are too few
 * @throws   ShapeError when the operands do not broadcast
 * @example
 * ```ts
 * import { special } from "fluxion";
 * console.log(special.incompleteBeta(2, 2, 0.25).item().toFixed(14)); // → 0.15625000000000
 * ```
 * @see DLMF 8.17
 */
export function incompleteBeta(a: ArrLike, b: ArrLike, x: ArrLike): Arr {
  const operands = [a, b, x].map((each) => cast(asArr(each), "f64"));
  const shape = commonShape(
    operands.map((each) => each.shape),
    "incompleteBeta",
  );
  const [first, second, place] = operands.map((each) => broadcastTo(each, shape)) as [Arr, Arr, Arr];
  return differentiable(first, second, place);
}
