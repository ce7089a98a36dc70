/** Poisson counts. */

import type { Arr } from "../../array/arr.ts";
import type { ArrLike } from "../../array/arr-like.ts";
import type { Shape } from "../../array/shape.ts";
import { onesOf, zerosOf } from "../../array/zeros.ts";
import { whileLoop } from "../../ops/control/while-loop.ts";
import { abs, add, div, mul, neg, sub } from "../../ops/elementwise/arithmetic.ts";
import { cast } from "../../ops/elementwise/cast.ts";
import { stopGradient, where as choose } from "../../ops/elementwise/choice.ts";
import {
  greater,
  greaterEqual,
  less,
  lessEqual,
  logicalAnd,
  logicalNot,
  logicalOr,
} from "../../ops/elementwise/comparison.ts";
import { exp, log } from "../../ops/elementwise/exponential.ts";
import { sqrt } from "../../ops/elementwise/powers.ts";
import { floor } from "../../ops/elementwise/rounding.ts";
import { slice } from "../../ops/indexing/indexing.ts";
import { broadcastTo } from "../../ops/movement/broadcast.ts";
import { operandOf } from "../../ops/operands.ts";
import { any } from "../../ops/reduction/reduction.ts";
import { lgamma } from "../../ops/special/gamma-functions.ts";
import { exactLogarithm } from "./exact-logarithm.ts";
import { fold, keyArray, type KeyLike, shapeOf } from "./key-arrays.ts";
import { unitUniform } from "./uniform.ts";

/** From this rate on counts are drawn by rejection, below by adding up probabilities. */
const LARGE = 10;

/**
 * Poisson counts, probability rate^k exp(-rate) / k!. Counts jump: no derivative passes to the rate.
 *
 * @param rate   expected count, from 0; NaN and less than 0 give NaN
 * @param shape  of the result; by default that of the rate
 * @returns      whole numbers as f64
 * @throws       as `normal`
 * @example
 * ```ts
 * import { array, random } from "fluxion";
 * const counts = random.poisson(random.key(1), array([0, 0.5, 1e6]));
 * console.log(counts.slice(0).item(), Math.abs(counts.slice(2).item() - 1e6) < 6000); // → 0 true
 * ```
 * @see Hörmann (1993), The transformed rejection method for generating Poisson random variables, Insurance: Mathematics and Economics 12,
 *      39 (algorithm PTRS)
 */
export function poisson(from: KeyLike, rate: ArrLike, shape?: Shape | number): Arr {
  const where = "random.poisson";
  const parent = keyArray(where, from);
  const given = stopGradient(cast(operandOf(where, rate), "f64"));
  const rates = broadcastTo(given, shapeOf(where, shape, { rate: given }));
  const isLarge = greaterEqual(rates, LARGE);
  const isFine = greaterEqual(rates, 0);
  const few = byAddition(fold(parent, 0), choose(logicalAnd(isFine, logicalNot(isLarge)), rates, 0));
  const many = byRejection(fold(parent, 1), choose(isLarge, rates, LARGE), isLarge);
  return choose(isFine, choose(isLarge, many, few), Number.NaN);
}

/** The count at which the probabilities so far exceed a uniform number. */
function byAddition(from: Arr, rate: Arr): Arr {
  const u = unitUniform(from, rate.shape);
  const first = exp(neg(rate));
  const start = { count: zerosOf(rate), probability: first, sum: first };
  const { count } = whileLoop(
    // The probabilities may add up to less than the largest uniform number: they have ended where they change nothing.
    ({ sum, probability }) => any(logicalAnd(less(sum, u), greater(probability, 1e-20))),
    ({ count: k, probability, sum }) => {
      const goesOn = logicalAnd(less(sum, u), greater(probability, 1e-20));
      const next = add(k, 1);
      const after = div(mul(probability, rate), next);
      return {
        count: choose(goesOn, next, k),
        probability: choose(goesOn, after, probability),
        sum: choose(goesOn, add(sum, after), sum),
      };
    },
    start,
  );
  return count;
}

/** Counts by a hat over the probabilities, where `asked`; two of three or more are accepted at once. */
function byRejection(from: Arr, rate: Arr, asked: Arr): Arr {
  const b = add(0.931, mul(2.53, sqrt(rate)));
  const a = add(-0.059, mul(0.02483, b));
  const inverseAlpha = add(1.1239, div(1.1328, sub(b, 3.4)));
  const certain = sub(0.9277, div(3.6224, sub(b, 2)));
  const start = { round: cast(0, "i32"), open: logicalAnd(asked, cast(onesOf(rate), "bool")), count: zerosOf(rate) };
  const { count } = whileLoop(
    ({ open }) => any(open),
    ({ round, open, count: kept }) => {
      const pair = unitUniform(fold(from, round), [2, ...rate.shape]);
      const u = sub(slice(pair, 0), 0.5);
      const v = slice(pair, 1);
      const distance = sub(0.5, abs(u));
      const k = floor(add(add(mul(add(div(mul(2, a), distance), b), u), rate), 0.43));
      const isCertain = logicalAnd(greaterEqual(distance, 0.07), lessEqual(v, certain));
      const isOut = logicalOr(less(k, 0), logicalAnd(less(distance, 0.013), greater(v, distance)));
      const hat = log(div(inverseAlpha, add(div(a, mul(distance, distance)), b)));
      const counted = choose(less(k, 0), 0, k);
      const logProbability = sub(sub(mul(counted, log(rate)), rate), lgamma(add(counted, 1)));
      const isUnder = lessEqual(add(exactLogarithm(v), hat), logProbability);
      const takes = logicalAnd(open, logicalOr(isCertain, logicalAnd(logicalNot(isOut), isUnder)));
      return { round: add(round, 1), open: logicalAnd(open, logicalNot(takes)), count: choose(takes, k, kept) };
    },
    start,
  );
  return count;
}
