/** The beta-binomial distribution. */

import { arange, type ArrLike } from "../../array/index.ts";
import { describeValue, ParameterError } from "../../errors/index.ts";
import { add, expandDims, logBeta, sub } from "../../ops/index.ts";
import type { QuantileDistribution } from "../distribution.ts";
import { parameter, positive } from "../parameters.ts";
import { logChoose } from "./binomial.ts";
import { tabulated } from "./tabulated.ts";

/** Parameters of a beta-binomial distribution; `alpha` and `beta` broadcast. */
export interface BetaBinomialParameters {
  /** Number of trials: a whole number, part of the program. */
  readonly trials: number;
  /** Weight at success, above 0. */
  readonly alpha: ArrLike;
  /** Weight at failure, above 0. */
  readonly beta: ArrLike;
}

/**
 * Beta-binomial: P(k) = C(n, k) B(k + α, n − k + β) / B(α, β), k = 0 … n: a binomial distribution whose probability has a beta
 * distribution.
 *
 * @throws ParameterError for trials that are not a whole number of at least 0, or a weight that is not positive, where it is known
 * @example
 * ```ts
 * import { distributions } from "fluxion";
 * const successes = distributions.betaBinomial({ trials: 3, alpha: 1, beta: 1 });
 * console.log(successes.logDensity(2).exp().item().toFixed(12)); // → 0.250000000000
 * ```
 * @see Johnson, Kemp & Kotz (2005), section 6.9.2
 */
export function betaBinomial({ trials, ...parameters }: BetaBinomialParameters): QuantileDistribution {
  if (!Number.isInteger(trials) || trials < 0) {
    throw new ParameterError({
      where: "distributions.betaBinomial",
      path: "trials",
      expected: "a whole number of at least 0",
      received: typeof trials === "number" ? String(trials) : describeValue(trials),
    });
  }
  const alpha = expandDims(parameter("betaBinomial", "alpha", parameters.alpha, positive), -1);
  const beta = expandDims(parameter("betaBinomial", "beta", parameters.beta, positive), -1);
  const successes = arange(trials + 1);
  const logWeights = logBeta(add(successes, alpha), add(sub(trials, successes), beta));
  return tabulated("betaBinomial", add(logChoose(trials, successes), sub(logWeights, logBeta(alpha, beta))));
}
