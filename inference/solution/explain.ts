/** Explain: how a fit ended, and what to do next, in a sentence. */
import type { NullDirection } from "../fisher/covariance.ts";
import type { Verdict } from "../fit/judge.ts";
import type { SavedRun } from "../../src/internal.ts";
import type { BoundReached, FitStatus } from "./solution.ts";

/** What the sentence is made from. */
export interface Ending {
  readonly status: FitStatus;
  /** The test that said so, when a judge ended the run. */
  readonly reason: Verdict["reason"] | null;
  readonly steps: number;
  readonly boundsReached: readonly BoundReached[];
  readonly unconstrained: readonly string[];
  /** Combinations of other parameters that are not determined. */
  readonly unconstrainedDirections?: readonly NullDirection[];
  /** Numbers without slope along which the objective is lower beside. */
  readonly falling?: readonly string[] | undefined;
  /** Leaves whose gradient is zero though the objective depends on them. */
  readonly silentGradients?: readonly string[];
  /** Leaves whose gradient is not finite where the fit ended. */
  readonly nonFiniteGradients?: readonly string[];
  /** How many times the tolerance the gradient is, where a method is judged by it. */
  readonly gradientExcess?: number | undefined;
  /** What is minimised: "objective" or "sum of squares". */
  readonly objective: string;
  /** For sums of squares, the residuals where it ended. */
  readonly residuals?: Float64Array | undefined;
  /** How many numbers are free. */
  readonly freeNumbers?: number | undefined;
  /** The checkpoint that holds the end, if one was asked for. */
  readonly saved?: SavedRun | null | undefined;
}

/** So many directions are named in a sentence; the solution lists all. */
const namedDirections = 3;

/** The sentences, in the order in which they matter. */
export function explain(ending: Ending): string {
  const { boundsReached, unconstrained } = ending;
  const notes = [opening(ending)];
  if (ending.residuals?.length === 1 && (ending.freeNumbers ?? 0) > 1) {
    notes.push(
      "There is one residual, which is squared: return one for each measurement, or give a number that is to be least to minimize.",
    );
  }
  if (ending.status === "converged" && boundsReached.length > 0) {
    const listed = boundsReached.map(({ path, side }) => `${path} (${side === "min" ? "lower" : "upper"})`).join(", ");
    notes.push(`On a bound: ${listed}; widen the bound if the value beyond it makes sense.`);
  }
  if (unconstrained.length > 0) {
    notes.push(
      `The ${ending.objective} does not depend on ${unconstrained.join(", ")}; fix ${
        unconstrained.length === 1 ? "it" : "them"
      } or add data.`,
    );
  }
  const directions = ending.unconstrainedDirections ?? [];
  if (directions.length > 0) {
    const shown = directions.slice(0, namedDirections).map(({ text }) => text);
    const more = directions.length > shown.length ? ` and ${directions.length - shown.length} more` : "";
    notes.push(
      `The ${ending.objective} does not determine ${shown.join("; ")}${more}, with parameters in units of their errors were ` +
        `the others known; fix ${directions.length === 1 ? "one parameter of it" : "one parameter of each"} or add data.`,
    );
  }
  const silent = ending.silentGradients ?? [];
  if (silent.length > 0) {
    notes.push(
      `The ${ending.objective} changes with ${silent.join(", ")}, but its gradient there is zero; look for stopGradient, ` +
        "a value that was read out of the trace, a cast to integers, or a clip or maximum that holds where it started.",
    );
  }
  const { saved } = ending;
  if (saved != null && saved.failure !== null) {
    notes.push(`The checkpoint ${saved.name} could not be written and holds an earlier step: ${saved.failure.message}`);
  }
  return notes.join(" ");
}

function opening({ status, reason, steps, objective, ...more }: Ending): string {
  const taken = `${steps} step${steps === 1 ? "" : "s"}`;
  switch (status) {
    case "converged":
      return `Converged in ${taken}: ${convergence(reason, objective)}.`;
    case "saddle":
      return (
        `Ended on a saddle or maximum after ${taken}: the gradient is zero, but the ${objective} is lower beside, along ` +
        `${(more.falling ?? []).join(", ")}; start elsewhere, or take newtonCg(), which sees the curvature.`
      );
    case "max-steps":
      if (more.gradientExcess !== undefined) {
        return (
          `Stopped after ${taken}, the gradient ${short(more.gradientExcess)} times its tolerance; raise stop.maxSteps, let ` +
          "the learning rate fall, or go on from these parameters with lbfgsb()."
        );
      }
      return `Stopped after ${taken}, still improving; raise stop.maxSteps, or hand this solution's state to run.resume.`;
    case "stalled":
      return (
        `Stalled after ${taken}: the gradient promises a lower ${objective}, but no step finds one; check the gradient ` +
        "with checkGrads, and look for kinks, noise, or NaN around this point."
      );
    case "diverged":
      return `Diverged after ${taken}: the ${objective} falls without end; bound the parameters, or check its sign.`;
    case "non-finite": {
      const faults = more.nonFiniteGradients ?? [];
      const what = faults.length > 0 ? `its gradient with respect to ${faults.join(", ")}` : "its gradient";
      if (steps > 0) {
        return (
          `Left the domain in step ${steps}: the ${objective} or ${what} is not finite there, and the parameters are the ` +
          "best before it; lower the learning rate, limit the gradient, or bound the parameters."
        );
      }
      const residual = residualFault(more.residuals);
      if (residual !== null) {
        return (
          `Not started: at the initial parameters ${residual}; look at the data there, at the status of a solver that may ` +
          "have ended before (explainStatus puts it in words), or start elsewhere; firstNaN says where it begins."
        );
      }
      return (
        `Not started: the ${objective} or ${what} is not finite at the initial parameters; start elsewhere, or look for NaN ` +
        "in the data: firstNaN says where it begins."
      );
    }
    case "cancelled":
      if (more.saved?.failure === null) {
        return `Cancelled after ${taken} and saved in ${more.saved.name}; the same call goes on from there.`;
      }
      return `Cancelled after ${taken}; hand this solution's state to run.resume to go on.`;
  }
}

/** Which residuals are not finite. */
function residualFault(residuals: Float64Array | undefined): string | null {
  const faults = Array.from(residuals?.keys() ?? []).filter((i) => !Number.isFinite(residuals![i]));
  if (faults.length === 0) return null;
  const first = `residual [${faults[0]!}] is ${residuals![faults[0]!]!}`;
  return faults.length === 1 ? first : `${faults.length} of ${residuals!.length} residuals are not finite, ${first}`;
}

function convergence(reason: Verdict["reason"] | null, objective: string): string {
  switch (reason) {
    case "gradient":
      return "the gradient is zero";
    case "small-gradient":
      return "the gradient is below the tolerance";
    case "value":
      return `the next step would lower the ${objective} by less than the tolerance`;
    case "step":
      return "the next step would move no parameter by more than the tolerance";
    default:
      return `what is left to gain is lost in the rounding of the ${objective}`;
  }
}

/** Two digits are enough for a sentence. */
function short(value: number): string {
  return String(Number(value.toPrecision(2)));
}
