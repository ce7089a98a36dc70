/** Dual averaging: the step size at which a statistic of the steps has the mean that is asked for. */
import { hostExp, hostLog } from "../../../src/internal.ts";

/** How dual averaging works; Stan's values unless given. */
export interface DualAveragingOptions {
  /** Mean acceptance statistic to aim at. */
  readonly target: number;
  /** Strength of the pull towards ten times the initial step size. Default 0.05. */
  readonly pull?: number;
  /** Early steps count as if so many had gone before. Default 10. */
  readonly delay?: number;
  /** Power by which old iterates are forgotten in their average. Default 0.75. */
  readonly forgetting?: number;
}

/** What the next update needs. */
export interface DualAveraging {
  readonly count: number;
  /** Where the logarithm of the step size is drawn to. */
  readonly attractor: number;
  /** Mean of what the acceptance fell short by, weighted towards the late. */
  readonly shortfall: number;
  /** The logarithm of the step size to try next. */
  readonly logStepSize: number;
  /** Average of the logarithms so far: the one to keep. */
  readonly averaged: number;
}

/** Starts at a step size of the right magnitude. */
export function startAveraging(stepSize: number): DualAveraging {
  return {
    count: 0,
    attractor: hostLog(10 * stepSize),
    shortfall: 0,
    logStepSize: hostLog(stepSize),
    averaged: 0,
  };
}

/**
 * After one more acceptance statistic, between 0 and 1.
 *
 * @see Hoffman & Gelman (2014), The No-U-Turn sampler, JMLR 15, section 3.2; Nesterov (2009), Math. Program. 120, 221
 */
export function averagedOver(
  { count: before, attractor, shortfall: last, averaged: mean }: DualAveraging,
  acceptance: number,
  { target, pull = 0.05, delay = 10, forgetting = 0.75 }: DualAveragingOptions,
): DualAveraging {
  const count = before + 1;
  const weight = 1 / (count + delay);
  const shortfall = (1 - weight) * last + weight * (target - acceptance);
  const logStepSize = attractor - (Math.sqrt(count) / pull) * shortfall;
  const share = hostExp(-forgetting * hostLog(count));
  return { count, attractor, shortfall, logStepSize, averaged: share * logStepSize + (1 - share) * mean };
}
