/** Scaled iterate: a least-squares state that knows the size of its Jacobian's columns, and how one follows another. */
import { allFinite, dot, isExactSquare, maxNorm, multiply, norm, subtract } from "../../linear-algebra/vectors.ts";
import { type Box, project, projectedGradient, stepWithin } from "../../problem/box.ts";
import { type NaturalScale, relativeStep, scaledNorm } from "../../fit/scale.ts";
import type { ResidualProblem } from "../../problem/vector-problem.ts";
import type { ResidualIterate } from "./least-squares-method.ts";
import { roundingFraction } from "../../fit/judge.ts";
import { counted, type EvaluationCounts } from "../../fit/iterate.ts";
import { type LinearModel, linearise, modelDecrease } from "./linear-model.ts";
import { triangulariser } from "../linear/triangulariser.ts";
import { costOf, weigh } from "../robust/weighting.ts";

/** What every method here keeps. */
export interface ScaledIterate extends ResidualIterate {
  /** Largest length of each Jacobian column so far: it makes steps blind to units; shape [n]. */
  readonly columnSize: Float64Array;
}

/** What one step of any of these methods did. */
export interface StepReport {
  /** Sum of squared residuals, or of their losses, after the step. */
  readonly value: number;
  /** Largest component of the projected gradient, each times the size of its coordinate. */
  readonly gradientNorm: number;
  /** Largest component of the step tried, relative to the coordinate or its bounds' width. */
  readonly stepLength: number;
  /** Whether the step was taken, or only shortened the next one. */
  readonly accepted: boolean;
  /** Decrease of the objective as a fraction of what the linear model expected. */
  readonly agreement: number;
  /** Coordinates on a bound. */
  readonly onBounds: number;
}

/** The end of a step, before it is judged. */
export type Tried = Pick<ScaledIterate, "point" | "residuals" | "value">;

/** A step that lowers the objective by less than this fraction of the expected decrease is not taken. */
export const leastAgreement = 1e-4;
/** Changes of the objective below this fraction are taken for rounding. */
const noiseFraction = 2 ** -43;

/** The state before the first step; a failure where residuals or derivatives do not exist. */
export function firstIterate(problem: ResidualProblem, start: Float64Array): ScaledIterate {
  const point = project(start, problem);
  const residuals = problem.residuals(point);
  const jacobian = problem.jacobian(point);
  const value = costOf(residuals, problem.loss);
  const { gradient, sizes } = slopesOf(problem, residuals, jacobian);
  return {
    point,
    value,
    gradient,
    startPoint: point,
    startValue: value,
    residuals,
    jacobian,
    columnSize: sizes,
    expectedDecrease: 0,
    expectedStep: 0,
    evaluations: { value: 1, gradient: 0, jacobian: 1 },
    failure: Number.isFinite(value) && allFinite(sizes) ? null : "non-finite",
  };
}

/** The model of the state asked last is kept: a step needs the one that its state was judged by. */
export function modelKeeper(problem: ResidualProblem): (state: ScaledIterate) => LinearModel {
  const triangularise = triangulariser();
  let of: Pick<ScaledIterate, "jacobian" | "columnSize"> | null = null;
  let model: LinearModel | null = null;
  return (state) => {
    if (model === null || of?.jacobian !== state.jacobian || of.columnSize !== state.columnSize) {
      model = linearise(problem, state, triangularise);
      of = state;
    }
    return model;
  };
}

/** What a full step promises. */
export type Expectation = Required<Pick<ScaledIterate, "expectedDecrease" | "expectedStep" | "resolution">>;

/** What the full step is expected to bring. */
export function expectation(
  scale: NaturalScale,
  state: ScaledIterate,
  { system, full, unscale }: LinearModel,
): Expectation {
  // Rounding can make the decrease of a step that is not zero vanish; only at a minimum is there no step at all.
  const least = maxNorm(full) === 0 ? 0 : Number.MIN_VALUE;
  return {
    expectedDecrease: Math.max(least, modelDecrease(system, full)),
    expectedStep: relativeStep(state.point, multiply(full, unscale), scale),
    resolution: resolutionOf(state),
  };
}

/** What rounding the parameters makes of residuals that vanish: the sum of (2 eps sum_j |J_ij x_j|)². */
function resolutionOf({ point, jacobian }: Pick<ScaledIterate, "point" | "jacobian">): number {
  const n = point.length;
  const sizes = point.map((x) => 2 * Number.EPSILON * Math.abs(x));
  let sum = 0;
  for (let k = 0; k < jacobian.length; k += n) {
    let change = 0;
    for (let j = 0; j < n; j++) change += Math.abs(jacobian[k + j]!) * sizes[j]!;
    sum += change * change;
  }
  return Number.isFinite(sum) ? sum : 0;
}

/** How far the look aside goes, as a part of the sizes of coordinates: its error, of first order, only blurs a curvature. */
const lookAside = 2 ** -17;
/** A model may promise this much less than the gradient has been measured to be worth. */
const mostModest = 16;

/**
 * Whether no more is to be gained than a step promises that was held short: the gradient is worth (gᵀd)² / 2 dᵀHd along a
 * direction, with the curvature of the objective itself. Asked along the steepest descent, in coordinates measured by their
 * columns, and along the full step of the linear model, which leads along the valley floor. Where the objective does not curve
 * up, it is worth more than any model says.
 */
function isWorthNoMore(
  problem: ResidualProblem,
  scale: NaturalScale,
  state: ScaledIterate,
  model: LinearModel,
): boolean {
  const { point, gradient, value, expectedDecrease } = state;
  const sizes = slopesOf(problem, state.residuals, state.jacobian).sizes;
  const descent = projectedGradient(point, gradient, problem).map((slope, i) =>
    sizes[i]! > 0 ? -slope / (sizes[i]! * sizes[i]!) : 0,
  );
  const rounding = state.failure === null ? noiseFraction : roundingFraction;
  const most = Math.max(mostModest * expectedDecrease, rounding * value);
  return [descent, multiply(model.full, model.unscale)].every((direction) => {
    const longest = relativeStep(point, direction, scale);
    if (!(longest > 0 && dot(gradient, direction) < 0)) return true;
    const to = stepWithin(point, lookAside / longest, direction, problem);
    const move = subtract(to, point);
    const aside = slopesOf(problem, problem.residuals(to), problem.jacobian(to)).gradient;
    const slope = dot(gradient, move);
    const curvature = dot(aside, move) - slope;
    return !(slope < 0) || (curvature > 0 && (slope / curvature) * slope <= 2 * most);
  });
}

/** Columns that have shrunk by this factor since they were longest say little of where the fit stands. */
const mostShrunk = 16;

/**
 * What a look says of a state that would end: `true` where its promise is borne out; `stuck` where it is not, but coordinates are
 * measured as they are here, so that to begin anew would change nothing; else `false`.
 */
export function looked(
  problem: ResidualProblem,
  scale: NaturalScale,
  state: ScaledIterate,
  model: LinearModel,
): { readonly isTrue: true | false | "stuck"; readonly evaluations: EvaluationCounts } {
  const evaluations = counted(state.evaluations, { value: 2, jacobian: 2 });
  if (isWorthNoMore(problem, scale, state, model)) return { isTrue: true, evaluations };
  const { sizes } = slopesOf(problem, state.residuals, state.jacobian);
  const isMeasuredHere = !state.columnSize.some((size, i) => size > mostShrunk * sizes[i]!);
  return { isTrue: state.failure !== null && isMeasuredHere ? "stuck" : false, evaluations };
}

/** The state with its coordinates measured by their columns as they are here, whatever they were on the way. */
export function measuredAnew<S extends ScaledIterate>(problem: ResidualProblem, state: S): S {
  return { ...state, columnSize: slopesOf(problem, state.residuals, state.jacobian).sizes, failure: null };
}

/** The residuals at the end of a step; an infinite value where they do not exist. */
export function attempt(problem: ResidualProblem, { point }: ScaledIterate, step: Float64Array): Tried {
  const to = stepWithin(point, 1, step, problem);
  const residuals = problem.residuals(to);
  const value = costOf(residuals, problem.loss);
  return { point: to, residuals, value: Number.isFinite(value) ? value : Number.POSITIVE_INFINITY };
}

/**
 * The decrease as a fraction of the one expected. Where both drown in rounding, the model is right as far as anyone can
 * tell, if its step was meant to arrive.
 */
export function agreementOf(value: number, tried: number, expected: number, meantToArrive: boolean): number {
  const actual = value - tried;
  const noise = noiseFraction * value;
  if (meantToArrive && Math.abs(actual) <= noise && expected <= noise) return 1;
  return Number.isFinite(actual) ? actual / expected : Number.NEGATIVE_INFINITY;
}

/** Agreement below which the model was not good as far as the step went. */
export const goodAgreement = 0.75;
/** A step shorter than this part of every coordinate tells nothing of the slope there. */
const tellingLength = 1e-10;

/**
 * What the next step may be expected to bring after one that was held short and did not do well: no more than that one. At
 * the minimum of large residuals, or where the Jacobian loses rank, the full step promises much that never comes true; what
 * is left to gain shows in the steps that the model is trusted for, as long as these tell anything.
 */
export function shortExpectation(
  before: number,
  full: number,
  { expected, agreement, stepLength }: { expected: number; agreement: number; stepLength: number },
): number {
  if (stepLength <= tellingLength) return Math.min(full, before);
  return agreement < goodAgreement ? Math.min(full, expected) : full;
}

/**
 * The state at the end of an accepted step, or null where its derivatives do not exist.
 *
 * @param evaluations  calls until here, those of this step included
 */
export function arrive<S extends ScaledIterate>(
  problem: ResidualProblem,
  state: S,
  { point, residuals, value }: Tried,
  evaluations: EvaluationCounts,
): S | null {
  const jacobian = problem.jacobian(point);
  const { gradient, sizes } = slopesOf(problem, residuals, jacobian);
  // A column's length is finite only if all of its numbers are.
  if (!allFinite(sizes)) return null;
  for (let j = 0; j < sizes.length; j++) sizes[j] = Math.max(sizes[j]!, state.columnSize[j]!);
  return { ...state, point, residuals, value, jacobian, gradient, columnSize: sizes, evaluations };
}

/** True while a step would still change a coordinate. */
export function moves(point: Float64Array, step: Float64Array): boolean {
  for (let i = 0; i < step.length; i++) {
    if (Math.abs(step[i]!) > 4 * Number.EPSILON * Math.abs(point[i]!)) return true;
  }
  return false;
}

/** What a step from one state to the next did. */
export function reportOf(
  problem: Box,
  scale: NaturalScale,
  from: ScaledIterate,
  to: ScaledIterate,
  step: Float64Array,
  { accepted, agreement }: Pick<StepReport, "accepted" | "agreement">,
): StepReport {
  let onBounds = 0;
  for (let i = 0; i < step.length; i++) {
    if (to.point[i] === problem.lower[i] || to.point[i] === problem.upper[i]) onBounds++;
  }
  return {
    value: to.value,
    gradientNorm: scaledNorm(to.point, projectedGradient(to.point, to.gradient, problem), scale),
    stepLength: relativeStep(from.point, step, scale),
    accepted,
    agreement,
    onBounds,
  };
}

/**
 * The derivative of the objective, 2 Jᵀ (rho' r), and the lengths of the Jacobian's columns, which are not finite where any
 * number of theirs is not.
 */
function slopesOf(
  { size: n, loss }: ResidualProblem,
  residuals: Float64Array,
  jacobian: Float64Array,
): { readonly gradient: Float64Array; readonly sizes: Float64Array } {
  const pull = loss === undefined ? residuals : weigh(residuals, loss).pull;
  const gradient = new Float64Array(n);
  const sizes = new Float64Array(n);
  for (let i = 0, k = 0; i < pull.length; i++) {
    const twice = 2 * pull[i]!;
    for (let j = 0; j < n; j++, k++) {
      const derivative = jacobian[k]!;
      gradient[j] = gradient[j]! + derivative * twice;
      sizes[j] = sizes[j]! + derivative * derivative;
    }
  }
  for (let j = 0; j < n; j++) {
    sizes[j] = isExactSquare(sizes[j]!) ? Math.sqrt(sizes[j]!) : norm(columnOf(jacobian, n, j));
  }
  return { gradient, sizes };
}

function columnOf(jacobian: Float64Array, n: number, j: number): Float64Array {
  const column = new Float64Array(jacobian.length / n);
  for (let i = 0; i < column.length; i++) column[i] = jacobian[i * n + j]!;
  return column;
}
