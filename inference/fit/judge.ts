/**
 * The judge: says whether a minimiser has arrived, by tests that no unit of the parameters can change, and that rest on the value
 * and the derivatives where it stands.
 */
import type { Iterate } from "./iterate.ts";

/** When to stop. */
export interface StopRules {
  /** Steps after which to give up. Default 1000. */
  readonly maxSteps?: number;
  /** Converged when the next step is expected to lower the objective by less than this fraction. Default 1e-15. */
  readonly valueTolerance?: number;
  /**
   * The size of an objective that counts as one, for the fraction above; 1 makes the test absolute where a chi-squared
   * falls below one. Default 0: the fraction is of the objective itself.
   */
  readonly valueScale?: number;
  /** Converged when no coordinate would move by more than this fraction of itself or its bounds' width. Default 1e-12. */
  readonly stepTolerance?: number;
  /**
   * For methods that have no model of the objective (Adam, gradient descent): converged when no component of the
   * gradient, each times the size of its parameter, exceeds this fraction of the objective. Default 1e-6.
   */
  readonly gradientTolerance?: number;
}

/** The rules with nothing left open. */
export const defaultStop: Required<StopRules> = {
  maxSteps: 1000,
  valueTolerance: 1e-15,
  valueScale: 0,
  stepTolerance: 1e-12,
  gradientTolerance: 1e-6,
};

/** What ends a run from within. */
export interface Verdict {
  readonly status: "converged" | "non-finite" | "diverged" | "stalled";
  /** Which test said so. */
  readonly reason: "gradient" | "small-gradient" | "value" | "step" | "rounding" | "failure";
}

/** A decrease below this fraction is lost in the rounding of most objectives; where steps end there, so does the fit. */
export const roundingFraction = 1e-9;

/** Parameters that a method without a model knows to this fraction are known. */
const knownFraction = 1e-12;

/**
 * The gradient norm below which a method without a model has arrived. Where the value falls to zero, slopes fall like its
 * square root: there they are measured by the curvature met on the way, never by the value at the start, which may be anything.
 */
export function gradientThreshold(
  { value, leastCurvature = 0 }: Pick<Iterate, "value" | "leastCurvature">,
  rules: Required<StopRules>,
): number {
  const size = Math.max(Math.abs(value), rules.valueScale);
  return Math.max(rules.gradientTolerance * size, knownFraction * leastCurvature);
}

/** A verdict on a state, or null when there is more to gain. */
export function judge(state: Iterate, rules: Required<StopRules>): Verdict | null {
  const { value, expectedDecrease, expectedStep, resolution = 0, failure, valueNoise = 0 } = state;
  const size = Math.max(Math.abs(value), rules.valueScale);
  if (failure === "stalled" && expectedDecrease <= Math.max(roundingFraction * size, valueNoise)) {
    return { status: "converged", reason: "rounding" };
  }
  if (failure !== null) return { status: failure, reason: "failure" };
  if (state.gradientNorm !== undefined && state.gradientNorm <= gradientThreshold(state, rules)) {
    return { status: "converged", reason: state.gradientNorm === 0 ? "gradient" : "small-gradient" };
  }
  if (expectedDecrease === 0) return { status: "converged", reason: "gradient" };
  if (expectedDecrease <= Math.max(rules.valueTolerance * size, resolution))
    return { status: "converged", reason: "value" };
  if (expectedStep <= rules.stepTolerance) return { status: "converged", reason: "step" };
  return null;
}
