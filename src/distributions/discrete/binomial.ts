/** The binomial distribution. */

import type { ArrLike } from "../../array/index.ts";
import { incompleteBeta } from "../../numerics/incomplete-beta.ts";
import {
  add,
  broadcastTo,
  equal,
  floor,
  log1p,
  logBeta,
  logicalAnd,
  mul,
  neg,
  sub,
  where,
  xLogY,
} from "../../ops/index.ts";
import { commonShape } from "../../ops/operands.ts";
import type { QuantileDistribution } from "../distribution.ts";
import { wholeQuantile } from "../../numerics/inverse-cumulative.ts";
import { notNegative, parameter, probability, type Requirement } from "../parameters.ts";
import { withQuantile } from "../draws/with-quantile.ts";
import { binomialVariate } from "../draws/count-variates.ts";
import { onSupport, wholeBetween } from "../support.ts";
import { stepwise } from "./counts.ts";

/** Parameters of a binomial distribution; they broadcast. */
export interface BinomialParameters {
  /** Number of trials: a whole number. */
  readonly trials: ArrLike;
  /** Of success in one trial, between 0 and 1. */
  readonly probability: ArrLike;
}

/** A whole number of at least 0. */
export const whole: Requirement = {
  expected: "a whole number of at least 0",
  holds: (value) => logicalAnd(notNegative.holds(value), equal(floor(value), value)),
};

/** log C(n, k) = −log(n + 1) − log B(n − k + 1, k + 1). */
export function logChoose(n: ArrLike, k: ArrLike) {
  return neg(add(log1p(n), logBeta(add(sub(n, k), 1), add(k, 1))));
}

/**
 * Binomial: P(k) = C(n, k) p^k (1 − p)^(n−k), k = 0 … n.
 *
 * @throws ParameterError for trials that are not whole, or a probability outside of [0, 1], where they are known
 * @example
 * ```ts
 * import { distributions } from "fluxion";
 * const heads = distributions.binomial({ trials: 4, probability: 0.5 });
 * console.log(heads.logDensity(2).exp().item().toFixed(14)); // → 0.37500000000000
 * ```
 * @see Johnson, Kemp & Kotz (2005), chapter 3
 */
export function binomial(parameters: BinomialParameters): QuantileDistribution {
  const trials = parameter("binomial", "trials", parameters.trials, whole);
  const success = parameter("binomial", "probability", parameters.probability, probability);
  const shape = commonShape([trials.shape, success.shape], "binomial");
  const failure = sub(1, success);
  const isCertain = equal(success, 1);
  // P(K ≤ k) = I_(1−p)(n − k, k + 1) for 0 ≤ k < n.
  const below = (k: ArrLike) => {
    const isInside = wholeBetween(k, 0, sub(trials, 1));
    const left = where(isInside, sub(trials, k), 1);
    return where(isInside, incompleteBeta(left, add(where(isInside, k, 0), 1), failure), where(equal(k, trials), 1, 0));
  };
  return withQuantile(
    {
      name: "binomial",
      support: { kind: "integer", lower: 0, upper: trials },
      logDensity: (x) =>
        onSupport(x, wholeBetween(x, 0, trials), 0, (k) => {
          const misses = sub(trials, k);
          const logFailure = mul(misses, log1p(neg(where(isCertain, 0, success))));
          return add(
            logChoose(trials, k),
            add(xLogY(k, success), where(isCertain, xLogY(misses, where(isCertain, 0, 1)), logFailure)),
          );
        }),
      cumulative: (x) => stepwise(x, trials, below),
      quantile: (p) => wholeQuantile(p, trials, below),
      mean: broadcastTo(mul(trials, success), shape),
      variance: broadcastTo(mul(trials, mul(success, failure)), shape),
    },
    { parameters: [trials, success], one: (numbers, [n, p]) => binomialVariate(numbers, n!, p!) },
  );
}
