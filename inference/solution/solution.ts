/** Solution: what a fit found, as a union on its status, with the words to say what to do next. */
import { FitError } from "../../src/internal.ts";
import type { NullDirection } from "../fisher/covariance.ts";
import type { EvaluationCounts } from "../fit/iterate.ts";

/**
 * How a fit can end. `saddle`: the gradient vanishes where the objective is lower beside. `stalled`: the gradient promises a lower
 * value, but no step finds one.
 */
export type FitStatus = "converged" | "saddle" | "max-steps" | "stalled" | "diverged" | "non-finite" | "cancelled";

/** A bound that a parameter lies on. */
export interface BoundReached {
  /** Path of the parameter. */
  readonly path: string;
  /** Which of its bounds. */
  readonly side: "min" | "max";
}

/** One free parameter of a fit. */
export interface FittedParameter {
  readonly path: string;
  /** Unit as text; empty when there is none. */
  readonly unit: string;
  /** Value at the start. */
  readonly start: number;
  /** Value at the end. */
  readonly value: number;
  readonly lower: number;
  readonly upper: number;
  /** The bound it lies on, if any. */
  readonly bound: "min" | "max" | null;
  /** True when the objective does not depend on it; it is where the fit left it, mostly at its start. */
  readonly unconstrained: boolean;
}

/** What every solution tells, whatever its status. */
export interface SolutionFields<P, S = unknown, I = unknown> {
  /** Name of the method: "lbfgsb". */
  readonly method: string;
  /** The parameters found: a tree like the initial one, fixed leaves included. */
  readonly params: P;
  /** The objective there; for least squares the sum of squared residuals. */
  readonly value: number;
  /** The objective at the start. */
  readonly startValue: number;
  /** Gradient of the objective, a tree like the parameters; zero at fixed leaves. */
  readonly gradient: P;
  /**
   * Largest component of the gradient, left out where it pushes against a bound, each times the size of its parameter:
   * a change of the objective, whatever the units.
   */
  readonly gradientNorm: number;
  /** Calls of the objective. */
  readonly evaluations: EvaluationCounts;
  /** Steps of the method. */
  readonly steps: number;
  /** The free parameters one by one, in the order of their tree. */
  readonly parameters: readonly FittedParameter[];
  /** Parameters that lie on a bound, to a millionth of its width; those that equal bounds hold are not among them. */
  readonly boundsReached: readonly BoundReached[];
  /** Paths of parameters that the objective does not depend on; they are where the fit left them, mostly at their start. */
  readonly unconstrained: readonly string[];
  /**
   * Combinations of the other parameters that the data do not determine, with the weight of each: neither slope nor curvature
   * along them, here nor beside. Only least squares looks for them, by its Jacobian.
   */
  readonly unconstrainedDirections: readonly NullDirection[];
  /** Paths of leaves whose gradient is zero though the objective depends on them: the gradient has lost them. */
  readonly silentGradients: readonly string[];
  /** Paths of leaves whose gradient was not finite where a "non-finite" fit ended; else none. */
  readonly nonFiniteGradients: readonly string[];
  /** What each step did. */
  readonly history: readonly I[];
  /** How it ended and what to do next, in a sentence. */
  readonly explain: string;
  /** Wall time in seconds: tracing and compiling, and the fit itself. */
  readonly timing: { readonly compileSeconds: number; readonly seconds: number };
  /** The method's last state: hand it to the same fit as `run.resume` to go on. */
  readonly state: S;
  /**
   * Standard errors, a tree like the parameters: zero where a parameter was fixed, NaN where it lies on a bound or the
   * curvature is not that of a minimum, infinite where the objective does not constrain it. Computed when first asked for.
   */
  standardErrors(): P;
  /** A table of up to a hundred parameters with errors (of up to 300) and units, and how the fit ended, to print. */
  summary(): string;
}

/** A fit that arrived. */
export interface ConvergedSolution<P, S = unknown, I = unknown> extends SolutionFields<P, S, I> {
  readonly status: "converged";
}

/** A fit that ended before it arrived; the fields hold the best point it knew. */
export interface UnfinishedSolution<P, S = unknown, I = unknown> extends SolutionFields<P, S, I> {
  readonly status: Exclude<FitStatus, "converged">;
}

/** What a fit found. Narrow on `status`, or write `unwrap(solution)` to throw unless it converged. */
export type Solution<P, S = unknown, I = unknown> = ConvergedSolution<P, S, I> | UnfinishedSolution<P, S, I>;

/** What every solution of a solver says of itself. */
export interface Unwrappable {
  readonly status: string;
  /** Name of the method. */
  readonly method: string;
  /** How it ended and what to do next, in a sentence. */
  readonly explain: string;
}

/**
 * The solution, known to have converged.
 *
 * @throws FitError with the solution's explanation when it has not
 * @example
 * ```ts
 * import { type Arr } from "fluxion";
 * import { minimize, unwrap } from "fluxion/inference";
 * const fit = unwrap(minimize((p: { x: Arr }) => p.x.sub(2).square(), { x: 0 }));
 * console.log(fit.params.x.item()); // → 2
 * ```
 */
export function unwrap<S extends Unwrappable>(solution: S): Extract<S, { readonly status: "converged" }> {
  // The union on `status` has one member that has converged, which this one then is.
  if (solution.status === "converged") return solution as Extract<S, { readonly status: "converged" }>;
  throw new FitError({
    where: solution.method,
    problem: `the fit ended with status "${solution.status}"`,
    hint: solution.explain,
  });
}
