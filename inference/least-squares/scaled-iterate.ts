/** Scaled iterate: a least-squares state that knows the size of its Jacobian's columns, and how one follows another. */
import { allFinite, maxNorm, multiply } from "../linear-algebra/vectors.ts";
import { type Box, project, projectedGradient, stepWithin } from "../problem/box.ts";
import { naturalScale, relativeStep, scaledNorm } from "../problem/scale.ts";
import type { ResidualProblem } from "../problem/vector-problem.ts";
import type { ResidualIterate } from "./least-squares-method.ts";
import { type LinearModel, linearise, modelDecrease } from "./linear-model.ts";
import { costOf, weigh } from "./weighting.ts";

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
  return {
    point,
    value,
    gradient: gradientOf(problem, residuals, jacobian),
    startPoint: point,
    startValue: value,
    residuals,
    jacobian,
    columnSize: columnSizes(jacobian, problem.size),
    expectedDecrease: 0,
    expectedStep: 0,
    evaluations: { value: 1, gradient: 0, jacobian: 1 },
    failure: Number.isFinite(value) && allFinite(jacobian) ? null : "non-finite",
  };
}

/** The model of the state asked last is kept: a step needs the one that its state was judged by. */
export function modelKeeper(problem: ResidualProblem): (state: ScaledIterate) => LinearModel {
  let of: Pick<ScaledIterate, "jacobian" | "columnSize"> | null = null;
  let model: LinearModel | null = null;
  return (state) => {
    if (model === null || of?.jacobian !== state.jacobian || of.columnSize !== state.columnSize) {
      model = linearise(problem, state);
      of = state;
    }
    return model;
  };
}

/** What the full step is expected to bring. */
export function expectation(
  problem: ResidualProblem,
  state: ScaledIterate,
  { system, full, unscale }: LinearModel,
): Pick<ScaledIterate, "expectedDecrease" | "expectedStep"> {
  // Rounding can make the decrease of a step that is not zero vanish; only at a minimum is there no step at all.
  const least = maxNorm(full) === 0 ? 0 : Number.MIN_VALUE;
  return {
    expectedDecrease: Math.max(least, modelDecrease(system, full)),
    expectedStep: relativeStep(state.point, multiply(full, unscale), naturalScale(state.startPoint, problem)),
  };
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

/** The state at the end of an accepted step, or null where its derivatives do not exist. */
export function arrive<S extends ScaledIterate>(problem: ResidualProblem, state: S, tried: Tried): S | null {
  const jacobian = problem.jacobian(tried.point);
  if (!allFinite(jacobian)) return null;
  const sizes = columnSizes(jacobian, problem.size);
  return {
    ...state,
    ...tried,
    jacobian,
    gradient: gradientOf(problem, tried.residuals, jacobian),
    columnSize: state.columnSize.map((size, i) => Math.max(size, sizes[i]!)),
  };
}

/** True while a step would still change a coordinate. */
export function moves(point: Float64Array, step: Float64Array): boolean {
  return step.some((move, i) => Math.abs(move) > 4 * Number.EPSILON * Math.abs(point[i]!));
}

/** What a step from one state to the next did. */
export function reportOf(
  problem: ResidualProblem & Box,
  from: ScaledIterate,
  to: ScaledIterate,
  step: Float64Array,
  { accepted, agreement }: Pick<StepReport, "accepted" | "agreement">,
): StepReport {
  const scale = naturalScale(to.startPoint, problem);
  let onBounds = 0;
  to.point.forEach((x, i) => (onBounds += x === problem.lower[i] || x === problem.upper[i] ? 1 : 0));
  return {
    value: to.value,
    gradientNorm: scaledNorm(to.point, projectedGradient(to.point, to.gradient, problem), scale),
    stepLength: relativeStep(from.point, step, scale),
    accepted,
    agreement,
    onBounds,
  };
}

/** 2 Jᵀ (rho' r), the derivative of the objective. */
function gradientOf(problem: ResidualProblem, residuals: Float64Array, jacobian: Float64Array): Float64Array {
  const n = problem.size;
  const pull = problem.loss === undefined ? residuals : weigh(residuals, problem.loss).pull;
  const gradient = new Float64Array(n);
  for (let i = 0, k = 0; i < pull.length; i++) {
    for (let j = 0; j < n; j++, k++) gradient[j] = gradient[j]! + 2 * jacobian[k]! * pull[i]!;
  }
  return gradient;
}

/** Lengths of the columns; squares of tiny or huge derivatives must not leave the range of numbers. */
function columnSizes(jacobian: Float64Array, n: number): Float64Array {
  const largest = new Float64Array(n);
  for (let k = 0, j = 0; k < jacobian.length; k++) {
    largest[j] = Math.max(largest[j]!, Math.abs(jacobian[k]!));
    j = j + 1 === n ? 0 : j + 1;
  }
  const sums = new Float64Array(n);
  for (let k = 0, j = 0; k < jacobian.length; k++) {
    if (largest[j]! > 0) {
      const part = jacobian[k]! / largest[j]!;
      sums[j] = sums[j]! + part * part;
    }
    j = j + 1 === n ? 0 : j + 1;
  }
  return sums.map((sum, i) => largest[i]! * Math.sqrt(sum));
}
