/** Options of adaptive solvers, and what they return. */

import type { Arr } from "../../../array/index.ts";
import { checkOptions, notNegative, type OptionChecks, positive, whole } from "../../../errors/option-checks.ts";

/** How closely to follow the solution, and how long. */
export interface AdaptiveStepOptions {
  /** Error tolerated in a step, relative to the size of each element; 1e-8 unless given. */
  readonly relativeTolerance?: number;
  /** … plus this, in the unit of the state; 1e-10 unless given. */
  readonly absoluteTolerance?: number;
  /**
   * Most steps from the first time to the last, refused ones included; 1000 unless given. The memory of a derivative, which may take
   * half as many again, grows with it.
   */
  readonly maximumSteps?: number;
  /** Width of the first step, in the unit of time; estimated unless given. */
  readonly firstStep?: number;
}

/** Where a solution went, and how the way was. */
export interface AdaptiveSolution<S> {
  /** The states at all times, each leaf with a leading axis of n; NaN at times that were not reached. */
  readonly states: S;
  /** A code of `solverStatus`, i32[]: converged, stepsExhausted, stepTooSmall or nonFinite. */
  readonly status: Arr;
  /** Number of accepted steps, i32[]. */
  readonly accepted: Arr;
  /** Number of refused steps, i32[]. */
  readonly refused: Arr;
}

export const adaptiveStepChecks: OptionChecks<AdaptiveStepOptions> = {
  relativeTolerance: notNegative(),
  absoluteTolerance: notNegative(),
  maximumSteps: whole(1),
  firstStep: positive(),
};

/** The options with their defaults. @throws OptionError */
export function adaptiveOptions(
  where: string,
  options: AdaptiveStepOptions,
): { relative: number; absolute: number; maximumSteps: number; firstStep: number | undefined } {
  checkOptions(options, adaptiveStepChecks, where);
  const { relativeTolerance = 1e-8, absoluteTolerance = 1e-10, maximumSteps = 1000, firstStep } = options;
  return { relative: relativeTolerance, absolute: absoluteTolerance, maximumSteps, firstStep };
}
