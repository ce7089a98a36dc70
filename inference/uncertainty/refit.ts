/** Refit: one fit on vectors from a warm start, to the accuracy that errors need. */
import { drive } from "../drive/drive.ts";
import { gaussNewton } from "../least-squares/methods/gauss-newton.ts";
import type { Method } from "../drive/method.ts";
import { lbfgsb } from "../minimize/lbfgsb/lbfgsb.ts";
import { project } from "../problem/box.ts";
import type { Iterate } from "../fit/iterate.ts";
import { defaultStop, judge } from "../fit/judge.ts";
import type { ResidualProblem, SmoothProblem } from "../problem/vector-problem.ts";

/** How a refit ended. */
export interface Refit {
  readonly point: Float64Array;
  /** The objective there. */
  readonly value: number;
  /** Why the point is no minimum; null when it is one. */
  readonly failure: "non-finite" | "diverged" | "stalled" | "max-steps" | null;
}

/** A refit has arrived when the next step is expected to bring less than this fraction of one unit of the objective. */
const valueTolerance = 1e-12;
/** One that stalls with less than this left is good enough for any error. */
const leftToGain = 1e-7;
const maxSteps = 300;

/**
 * Least squares from a point near the solution.
 *
 * @param unit  a difference of the objective that counts as one: the variance of the noise
 */
export function refitResiduals(problem: ResidualProblem, from: Float64Array, unit: number): Refit {
  if (problem.size === 0) {
    const value = problem.residuals(from).reduce((sum, residual) => sum + residual * residual, 0);
    return { point: from, value, failure: Number.isFinite(value) ? null : "non-finite" };
  }
  return run(gaussNewton().bind(problem), project(from, problem), unit);
}

/** A minimum from a point near it; `unit` as above. */
export function refitObjective(problem: SmoothProblem, from: Float64Array, unit: number): Refit {
  if (problem.size === 0) {
    const { value } = problem.evaluate(from);
    return { point: from, value, failure: Number.isFinite(value) ? null : "non-finite" };
  }
  return run(lbfgsb().bind(problem), project(from, problem), unit);
}

function run<S extends Iterate, I>(method: Method<Float64Array, S, I>, from: Float64Array, unit: number): Refit {
  const rules = { ...defaultStop, maxSteps, valueTolerance, valueScale: unit, stepTolerance: 1e-13 };
  const { state, verdict } = drive(method, method.init(from), { maxSteps, judge: (now: S) => judge(now, rules) });
  const { point, value, expectedDecrease } = state;
  const status = typeof verdict === "string" ? verdict : verdict.status;
  if (status === "converged") return { point, value, failure: null };
  const nearly = status === "stalled" && expectedDecrease <= leftToGain * unit;
  // There is no signal to cancel a refit: it is short.
  const failure = nearly || status === "cancelled" ? null : status;
  return { point, value, failure };
}
