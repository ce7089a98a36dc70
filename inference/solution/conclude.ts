/** Conclude: makes the solution of a fit from the state in which its method ended. */
import type { DriveEnd } from "../drive/drive.ts";
import type { NullDirection } from "../fisher/covariance.ts";
import { type Box, projectedGradient } from "../problem/box.ts";
import { type FlatnessProbe, flatCoordinates } from "../fit/flat-directions.ts";
import { type BestPoint, counted, type EvaluationCounts, type Iterate } from "../fit/iterate.ts";
import type { Verdict } from "../fit/judge.ts";
import { type FitParameters, pathsOfCoordinates } from "../problem/parameters.ts";
import { endScale, naturalScale, scaledNorm } from "../fit/scale.ts";
import type { SavedRun } from "../../src/internal.ts";
import { explain } from "./explain.ts";
import type { BoundReached, FitStatus, FittedParameter, Solution, SolutionFields } from "./solution.ts";
import { summaryText } from "./summary.ts";

/** What a fit knows when its loop has ended. */
export interface Conclusion<P, S extends Iterate, I> {
  readonly method: string;
  /** What is minimised, for sentences: "objective" or "sum of squares". */
  readonly objective: string;
  readonly parameters: FitParameters<P>;
  /** For sums of squares, the residuals where it ended. */
  readonly residuals?: Float64Array | undefined;
  readonly end: DriveEnd<S, Verdict>;
  /** The checkpoint that holds the end, if one was asked for. */
  readonly saved?: SavedRun | null | undefined;
  readonly history: readonly I[];
  readonly timing: SolutionFields<P>["timing"];
  /** Asks the objective once more, to tell flat coordinates from symmetric ones. */
  readonly probe: FlatnessProbe;
  /** Which calls one probe makes. */
  readonly probeCost: Partial<EvaluationCounts>;
  /**
   * Combinations of the free coordinates, given by position, that the objective does not determine at a point, and the calls
   * that it took to know. Absent where that is too dear to be told of every fit.
   */
  readonly undetermined?: (
    point: Float64Array,
    free: readonly number[],
    paths: readonly string[],
  ) => { readonly directions: readonly NullDirection[]; readonly cost: Partial<EvaluationCounts> };
  /** Whether that is asked, uncounted, only when somebody wants to know. */
  readonly asksLater?: boolean;
  /** How many times the tolerance the gradient is, where a method is judged by it. */
  readonly gradientExcess?: number | undefined;
  /** Standard errors of the coordinates at a point, those of the given positions being held. */
  readonly errors: (point: Float64Array, held: ReadonlySet<number>) => Float64Array;
}

/** Bounds within this fraction of their width count as reached. */
const boundTolerance = 1e-6;

/** A table computes errors of up to so many numbers, which is a second's work; beyond, it grows with the cube. */
const mostErrorsUnasked = 300;

/** The solution. */
export function conclude<P, S extends Iterate, I>(conclusion: Conclusion<P, S, I>): Solution<P, S, I> {
  const { method, objective, parameters, end, history, timing } = conclusion;
  const { state, steps, verdict } = end;
  const { box } = parameters;
  const ended = typeof verdict === "string" ? verdict : verdict.status;
  const reached = reachedPoint(state, ended);
  const { point } = reached;
  const scale = naturalScale(state.startPoint, { ...box, leaves: parameters.leaves });
  const { flat, silent, falling, evaluations } =
    ended === "non-finite" || ended === "diverged"
      ? { flat: [], silent: [], falling: [], evaluations: 0 }
      : flatCoordinates(
          point,
          reached.value,
          box,
          endScale(state.startPoint, point, { ...box, leaves: parameters.leaves }),
          conclusion.probe,
        );
  const status: FitStatus = ended === "converged" && falling.length > 0 ? "saddle" : ended;
  const silentGradients = pathsOfCoordinates(silent, parameters);
  const nonFiniteGradients =
    status === "non-finite" ? pathsOfCoordinates(nonFinitePositions(state.gradient), parameters) : [];
  const fitted = parameters.coordinates.map(({ path, unit, lower, upper, start }, i): FittedParameter => {
    const unconstrained = flat.includes(i);
    const bound = unconstrained ? null : reachedBound(point[i]!, box, i);
    return { path, unit, start, value: point[i]!, lower, upper, bound, unconstrained };
  });
  const boundsReached = fitted.flatMap(({ path, bound, lower, upper }): BoundReached[] =>
    bound === null || lower === upper ? [] : [{ path, side: bound }],
  );
  const unconstrained = fitted.filter((row) => row.unconstrained).map(({ path }) => path);
  const reason = typeof verdict === "string" ? null : verdict.reason;
  const determinable = Array.from(fitted.keys()).filter(
    (i) => fitted[i]!.bound === null && !fitted[i]!.unconstrained && !silent.includes(i),
  );
  const paths = fitted.map(({ path }) => path);
  const { undetermined } = conclusion;
  const asked =
    undetermined === undefined || status === "non-finite" || status === "diverged"
      ? () => ({ directions: [], cost: {} })
      : once(() => undetermined(point, determinable, paths));
  const { gradientExcess, residuals } = conclusion;
  const ending = { status, reason, steps, boundsReached, unconstrained, silentGradients, nonFiniteGradients };
  const { saved } = conclusion;
  const sentence = once(() =>
    explain({
      ...ending,
      unconstrainedDirections: asked().directions,
      falling: falling.map((i) => fitted[i]!.path),
      gradientExcess,
      objective,
      residuals,
      freeNumbers: fitted.length,
      saved,
    }),
  );
  const errors = once((): Float64Array => {
    const held = new Set(Array.from(fitted.keys()).filter((i) => fitted[i]!.bound !== null));
    return conclusion.errors(point, held);
  });
  const probed = counted(state.evaluations, multiples(conclusion.probeCost, evaluations));
  const counts = counted(probed, conclusion.asksLater === true ? {} : asked().cost);
  return {
    status,
    method,
    params: parameters.paramsAt(point),
    value: reached.value,
    startValue: state.startValue,
    gradient: parameters.treeOf(reached.gradient, 0),
    gradientNorm: scaledNorm(reached.point, projectedGradient(reached.point, reached.gradient, box), scale),
    evaluations: counts,
    steps,
    parameters: fitted,
    boundsReached,
    unconstrained,
    get unconstrainedDirections() {
      return asked().directions;
    },
    silentGradients,
    nonFiniteGradients,
    history,
    get explain() {
      return sentence();
    },
    timing,
    state,
    standardErrors: () => parameters.treeOf(errors(), 0),
    summary: () => {
      const error = fitted.length <= mostErrorsUnasked ? errors() : null;
      const rows = fitted.map((parameter, i) => ({ ...parameter, error: error?.[i] ?? Number.NaN }));
      const notes = error === null ? ["Errors of so many take long: standardErrors() computes them."] : [];
      return summaryText(rows, [
        sentence(),
        ...notes,
        facts(objective, reached.value, residuals?.length, counts, method),
      ]);
    },
  };
}

/** Where a fit is said to have come to: a method that may rise is known by the lowest point it has seen, unless it arrived. */
export function reachedPoint(state: Iterate, status: FitStatus): BestPoint {
  return status === "converged" ? state : (state.best ?? state);
}

function nonFinitePositions(gradient: Float64Array): number[] {
  return Array.from(gradient.keys()).filter((i) => !Number.isFinite(gradient[i]));
}

function reachedBound(x: number, { lower, upper }: Box, i: number): "min" | "max" | null {
  const width = upper[i]! - lower[i]!;
  const slack = Number.isFinite(width) ? boundTolerance * width : 0;
  if (x - lower[i]! <= slack) return "min";
  return upper[i]! - x <= slack ? "max" : null;
}

function facts(
  objective: string,
  value: number,
  residuals: number | undefined,
  counts: EvaluationCounts,
  method: string,
): string {
  const kinds: [number, string][] = [
    [counts.value, "values"],
    [counts.gradient, "gradients"],
    [counts.jacobian, "Jacobians"],
    [counts.curvature ?? 0, "second derivatives"],
    [counts.hessianProduct ?? 0, "Hessian products"],
  ];
  const calls = kinds.filter(([count]) => count > 0).map(([count, kind]) => `${count} ${kind}`);
  const of = residuals === undefined ? "" : ` of ${residuals} residual${residuals === 1 ? "" : "s"}`;
  return `${objective} ${String(Number(value.toPrecision(12)))}${of}, by ${method} with ${calls.join(", ")}.`;
}

function multiples(cost: Partial<EvaluationCounts>, times: number): Partial<EvaluationCounts> {
  return Object.fromEntries(Object.entries(cost).map(([kind, count]) => [kind, count * times]));
}

function once<T>(compute: () => T): () => T {
  let known: { readonly value: T } | undefined;
  return () => (known ??= { value: compute() }).value;
}
