/** Trust-region method: steps as long as the linear model has been found good, whichever way they lead. */
import { dot, multiply, norm } from "../../linear-algebra/vectors.ts";
import type { Method } from "../../drive/method.ts";
import { counted } from "../../fit/iterate.ts";
import { scaleKeeper } from "../../fit/scale.ts";
import type { ResidualProblem } from "../../problem/vector-problem.ts";
import { type LinearModel, modelDecrease } from "./linear-model.ts";
import {
  agreementOf,
  arrive,
  attempt,
  type Expectation,
  expectation,
  firstIterate,
  looked,
  goodAgreement,
  leastAgreement,
  measuredAnew,
  modelKeeper,
  moves,
  reportOf,
  type ScaledIterate,
  shortExpectation,
  type StepReport,
} from "./scaled-iterate.ts";

/** How a trust-region method begins. */
export interface TrustRegionOptions {
  /** Length of the first step allowed, as a multiple of the starting point's own length in scaled units. Default 1. */
  readonly firstRadius?: number;
}

/** What to do about a first radius that is none. */
export const firstRadiusHint =
  "It is a multiple of the start's own length: leave it out, or take 0.1 for a wary first step.";

/** What the next step of a trust-region method needs. */
export interface TrustRegionState extends ScaledIterate {
  /** Longest step trusted, in coordinates multiplied by `columnSize`. */
  readonly radius: number;
}

/** A step that keeps within the radius. */
export interface Proposal<Note> {
  /** In scaled coordinates. */
  readonly step: Float64Array;
  /** Whether it leads to the minimum of the linear model. */
  readonly isFull: boolean;
  /** What the method reports of it. */
  readonly note: Note;
}

/** The method that takes the proposed steps. */
export function trustRegionMethod<Note extends object>(
  problem: ResidualProblem,
  options: TrustRegionOptions,
  propose: (model: LinearModel, radius: number) => Proposal<Note>,
): Method<Float64Array, TrustRegionState, StepReport & Note> {
  const modelOf = modelKeeper(problem);
  const scaleOf = scaleKeeper(problem);
  return {
    init: (start) => {
      const first = firstIterate(problem, start);
      const state = { ...first, radius: firstRadius(options, first) };
      return state.failure === null
        ? { ...state, ...expectation(scaleOf(state), state, modelOf(state)), confirmed: true }
        : state;
    },
    // The full step of the linear model promises what the derivatives at hand say; one that was held short is looked at.
    confirm: (state) => {
      const scale = scaleOf(state);
      const { isTrue, evaluations } = looked(problem, scale, state, modelOf(state));
      if (isTrue === true) return { ...state, evaluations, confirmed: true };
      const unknown = Number.POSITIVE_INFINITY;
      if (isTrue === "stuck") return { ...state, evaluations, confirmed: true, expectedDecrease: unknown };
      const anew = measuredAnew(problem, state);
      return { ...anew, radius: firstRadius(options, anew), ...expectation(scale, anew, modelOf(anew)), evaluations };
    },
    step: (state) => {
      const model = modelOf(state);
      const scale = scaleOf(state);
      const { step: scaledStep, isFull, note } = propose(model, state.radius);
      const step = multiply(scaledStep, model.unscale);
      const tried = attempt(problem, state, step);
      const expected = modelDecrease(model.system, scaledStep);
      const agreement = agreementOf(state.value, tried.value, expected, isFull);
      const length = norm(scaledStep);
      let evaluations = counted(state.evaluations, { value: 1 });
      let next: TrustRegionState | null = null;
      if (agreement > leastAgreement) {
        evaluations = counted(state.evaluations, { value: 1, jacobian: 1 });
        next = arrive(problem, state, tried, evaluations);
      }
      const accepted = next !== null;
      let ahead: Pick<TrustRegionState, keyof Expectation>;
      if (next !== null) {
        next = { ...next, radius: grownRadius(state.radius, length, agreement, isFull) };
        ahead = expectation(scale, next, modelOf(next));
      } else {
        const radius = shortenedRadius(length, agreement, dot(state.gradient, step), state.value - tried.value);
        const failure = moves(state.point, step) && radius > 0 ? null : ("stalled" as const);
        next = { ...state, evaluations, radius, failure };
        ahead = state;
      }
      const report = reportOf(problem, scale, state, next, step, { accepted, agreement });
      const short = { expected, agreement, stepLength: report.stepLength };
      const expectedDecrease = isFull
        ? ahead.expectedDecrease
        : shortExpectation(state.expectedDecrease, ahead.expectedDecrease, short);
      return {
        state: {
          ...next,
          expectedDecrease,
          expectedStep: ahead.expectedStep,
          resolution: ahead.resolution ?? 0,
          confirmed: expectedDecrease === ahead.expectedDecrease && ahead !== state,
        },
        info: { ...report, ...note },
      };
    },
  };
}

/** A radius about the length of the point itself, or of what is left of the residuals. */
function firstRadius({ firstRadius: factor = 1 }: TrustRegionOptions, state: ScaledIterate): number {
  return factor * Math.max(norm(multiply(state.columnSize, state.point)), norm(state.residuals));
}

/** After a good step the model may be trusted twice as far as it went; after a middling one as far as before. */
function grownRadius(radius: number, length: number, agreement: number, isFull: boolean): number {
  if (agreement >= goodAgreement || isFull) return Math.max(radius, 2 * length);
  return agreement < 0.25 ? 0.5 * Math.min(radius, length) : radius;
}

/** To the minimum of the parabola through what is known of the line, within bounds. */
function shortenedRadius(length: number, agreement: number, slope: number, actual: number): number {
  // value + slope t + (-actual - slope) t² passes through both ends.
  const parabola = Number.isFinite(actual) ? (-0.5 * slope) / (-actual - slope) : 0.1;
  return length * (agreement > 0 ? 0.5 : Math.min(Math.max(parabola, 0.1), 0.5));
}
