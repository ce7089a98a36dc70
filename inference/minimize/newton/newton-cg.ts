/** Newton-CG: a trust region on exact products with the Hessian, within true bounds. */
import { checkOptions, option, type OptionChecks } from "../../../src/internal.ts";
import { allFinite, divide, dot, maxNorm, multiply, norm, subtract } from "../../linear-algebra/vectors.ts";
import type { Stepped } from "../../drive/method.ts";
import { type Box, countOnBounds, project, projectedGradient } from "../../problem/box.ts";
import { counted, type Iterate } from "../../fit/iterate.ts";
import { naturalScale, relativeStep, type Scaled, scaled, scaledNorm } from "../../fit/scale.ts";
import type { TwiceSmoothProblem } from "../../problem/vector-problem.ts";
import { startMetric } from "../lbfgsb/curvature-scale.ts";
import type { Minimizer } from "../minimizer.ts";
import { boundedStep } from "./bounded-step.ts";
import { negativeCurvature } from "./lowest-curvature.ts";
import type { TruncatedOutcome } from "./truncated-cg.ts";

/** How Newton-CG works; the defaults fit nearly every problem. */
export interface NewtonCgOptions {
  /** Products with the Hessian that one step may take. Default: twice the number of coordinates and 20, at most 1000. */
  readonly maxProducts?: number;
  /** Largest part of the gradient that a step may leave in the model; it falls as the gradient does. Default 0.1. */
  readonly forcing?: number;
}

/** Checks of the options. */
const checks: OptionChecks<NewtonCgOptions> = { maxProducts: option.whole(1), forcing: option.between(0, 1) };

/** What the next step of Newton-CG needs. */
export interface NewtonCgState extends Iterate {
  /** Lengths by which coordinates are divided inside, powers of two, shape [n]. */
  readonly length: Float64Array;
  /** Longest step trusted, in scaled coordinates. */
  readonly radius: number;
  /** The first such length; a multiple of it beyond reason says that there is no minimum. */
  readonly firstRadius: number;
  /** Length of the projected gradient at the start, in scaled coordinates. */
  readonly firstSlope: number;
  /** Where the next step leads, shape [n]. */
  readonly target: Float64Array;
  /** By how much the model falls on the way there. */
  readonly predicted: number;
  /** Length of that step, in scaled coordinates. */
  readonly planned: number;
  /** How that step was ended. */
  readonly outcome: TruncatedOutcome;
}

/** What one step of Newton-CG did. */
export interface NewtonCgInfo {
  /** Objective after the step. */
  readonly value: number;
  /** Largest component of the projected gradient, each times the size of its coordinate. */
  readonly gradientNorm: number;
  /** Largest component of the step tried, relative to the coordinate or its bounds' width. */
  readonly stepLength: number;
  /** Whether the step was taken, or only shortened the next one. */
  readonly accepted: boolean;
  /** Decrease of the objective as a fraction of what the model expected. */
  readonly agreement: number;
  /** What ended the step: the model's minimum, the radius, or negative curvature. */
  readonly end: TruncatedOutcome;
  /** Coordinates on a bound. */
  readonly onBounds: number;
}

/** A step that lowers the objective by less than this fraction of the expected decrease is not taken. */
const leastAgreement = 1e-4;
/** Differences of the objective below this fraction are taken for rounding; there slopes decide. */
const noiseFraction = 2 ** -43;
/** A radius this many times the first, still growing, says that the objective has no lower end. */
const endless = 1e20;
/** A minimum is looked at for negative curvature once the next step would bring less than this fraction. */
const nearlyDone = 1e-9;

/**
 * Trust-region Newton-CG. Steps come from conjugate gradients on exact Hessian-vector products, so that no matrix is ever
 * formed; negative curvature is followed, and what looks like a minimum is checked for it, so that it does not end on a
 * saddle. Bounds hold at every evaluation.
 *
 * @example
 * ```ts
 * import { type Arr } from "fluxion";
 * import { minimize, newtonCg } from "fluxion/inference";
 * // x = y = 0 is a saddle: its gradient is zero.
 * const saddle = (p: { x: Arr; y: Arr }) => p.x.pow(4).div(4).sub(p.x.square().div(2)).add(p.y.square());
 * const fit = minimize(saddle, { x: 0, y: 0 }, { method: newtonCg(), bounds: { x: [-0.5, 3] } });
 * console.log(fit.status, fit.params.x.item().toFixed(6)); // → converged 1.000000
 * ```
 * @see Steihaug (1983), SINUM 20, 626; Lin & Moré (1999), SIAM J. Optim. 9, 1100
 */
export function newtonCg(options: NewtonCgOptions = {}): Minimizer<NewtonCgState, NewtonCgInfo, TwiceSmoothProblem> {
  checkOptions(options, checks, "newtonCg");
  return {
    name: "newton-cg",
    settings: options,
    bind: (unscaled) => {
      const problem = scaled(unscaled);
      const settings = {
        maxProducts: options.maxProducts ?? Math.min(1000, 2 * problem.size + 20),
        forcing: options.forcing ?? 0.1,
      };
      return {
        init: (point) => begin(problem, settings, point),
        step: (state) => advance(problem, settings, state),
      };
    },
  };
}

function begin(
  problem: Scaled<TwiceSmoothProblem>,
  settings: Required<NewtonCgOptions>,
  start: Float64Array,
): NewtonCgState {
  const point = project(start, problem);
  const { value, gradient } = problem.evaluate(point);
  const unplanned: NewtonCgState = {
    point,
    value,
    gradient,
    startPoint: point,
    startValue: value,
    length: naturalScale(point, problem).length,
    radius: 1,
    firstRadius: 1,
    firstSlope: 0,
    target: point,
    predicted: 0,
    planned: 0,
    outcome: "solved",
    expectedDecrease: 0,
    expectedStep: 0,
    evaluations: { value: 1, gradient: 1, jacobian: 0 },
    failure: null,
  };
  if (!Number.isFinite(value) || !allFinite(gradient)) return { ...unplanned, failure: "non-finite" };
  const descent = projectedGradient(point, gradient, problem).map((slope) => -slope);
  if (maxNorm(descent) === 0) return planned(problem, settings, unplanned);
  const { length, theta, evaluations } = startMetric(problem, point, { value, gradient }, descent);
  const firstSlope = norm(multiply(descent, length));
  // The length of the Newton step, were the curvature everywhere as measured.
  const radius = firstSlope / theta;
  const counts = counted(unplanned.evaluations, { value: evaluations, gradient: evaluations });
  const state = { ...unplanned, length, radius, firstRadius: radius, firstSlope, evaluations: counts };
  return planned(problem, settings, state);
}

/** The model around a state, in scaled coordinates. */
function modelAt(problem: Scaled<TwiceSmoothProblem>, { point, gradient, length }: NewtonCgState) {
  const box: Box = { lower: divide(problem.lower, length), upper: divide(problem.upper, length) };
  const product = (vector: Float64Array): Float64Array =>
    multiply(problem.hessianProduct(point, multiply(vector, length)), length);
  return { point: divide(point, length), gradient: multiply(gradient, length), box, product };
}

/** The state with its next step worked out. */
function planned(
  problem: Scaled<TwiceSmoothProblem>,
  settings: Required<NewtonCgOptions>,
  state: NewtonCgState,
): NewtonCgState {
  const { length, radius, firstSlope } = state;
  const model = modelAt(problem, state);
  const slope = norm(projectedGradient(model.point, model.gradient, model.box));
  if (slope === 0) return withEscape(problem, { ...state, ...nothing(state) });
  const forcing = Math.min(settings.forcing, Math.sqrt(slope / Math.max(slope, firstSlope)));
  const {
    target,
    decrease,
    length: size,
    outcome,
    products,
  } = boundedStep({
    ...model,
    radius,
    forcing,
    maxProducts: settings.maxProducts,
  });
  const evaluations = counted(state.evaluations, { hessianProduct: products });
  const move = multiply(subtract(target, model.point), length);
  const step = { target: multiply(target, length), predicted: decrease, planned: size, outcome };
  const next: NewtonCgState = { ...state, ...step, evaluations };
  if (!(decrease > 0) || !allFinite(target)) return { ...next, failure: "stalled", expectedDecrease: decrease };
  // A step that the radius or a lack of products has cut short says nothing of what there is to gain.
  const unknown = { expectedDecrease: Number.POSITIVE_INFINITY, expectedStep: Number.POSITIVE_INFINITY };
  if (outcome !== "solved") return { ...next, ...unknown };
  const expectedStep = relativeStep(state.point, move, problem.scaleOf(state));
  const settled = { ...next, expectedDecrease: decrease, expectedStep };
  return decrease <= nearlyDone * Math.abs(state.value) ? withEscape(problem, settled) : settled;
}

function nothing({ point }: NewtonCgState): Partial<NewtonCgState> {
  return { target: point, predicted: 0, planned: 0, outcome: "solved", expectedDecrease: 0, expectedStep: 0 };
}

/** The state, its next step along negative curvature if there is any: then it stands near a saddle, not a minimum. */
function withEscape(problem: Scaled<TwiceSmoothProblem>, state: NewtonCgState): NewtonCgState {
  const { length } = state;
  const { point, gradient, box, product } = modelAt(problem, state);
  const free = Uint8Array.from(point, (x, i) => {
    const held = (x <= box.lower[i]! && gradient[i]! > 0) || (x >= box.upper[i]! && gradient[i]! < 0);
    return held || box.lower[i] === box.upper[i] ? 0 : 1;
  });
  const found = negativeCurvature(product, free);
  if (found === null) return state;
  const downhill = dot(gradient, found.direction) > 0 ? -1 : 1;
  const ways = [downhill, -downhill].map((sign) => {
    const target = project(
      point.map((x, i) => x + sign * state.radius * found.direction[i]!),
      box,
    );
    const step = subtract(target, point);
    return { target, step, predicted: -dot(gradient, step) - 0.5 * dot(step, product(step)) };
  });
  const evaluations = counted(state.evaluations, { hessianProduct: found.products + 2 });
  const best = ways[1]!.predicted > ways[0]!.predicted ? ways[1]! : ways[0]!;
  if (!(best.predicted > 0)) return { ...state, evaluations };
  return {
    ...state,
    evaluations,
    target: multiply(best.target, length),
    predicted: best.predicted,
    planned: norm(best.step),
    outcome: "negative-curvature",
    expectedDecrease: Number.POSITIVE_INFINITY,
    expectedStep: Number.POSITIVE_INFINITY,
  };
}

function advance(
  problem: Scaled<TwiceSmoothProblem>,
  settings: Required<NewtonCgOptions>,
  state: NewtonCgState,
): Stepped<NewtonCgState, NewtonCgInfo> {
  const { point, gradient, target, predicted, outcome } = state;
  const at = problem.evaluate(target);
  const step = subtract(target, point);
  const actual = decreaseOf(state, step, at.value, at.gradient);
  const exists = Number.isFinite(at.value) && allFinite(at.gradient);
  const agreement = exists ? actual / predicted : Number.NEGATIVE_INFINITY;
  const accepted = agreement > leastAgreement;
  const evaluations = counted(state.evaluations, { value: 1, gradient: 1 });
  const radius = newRadius(state, agreement, dot(gradient, step), actual);
  let next: NewtonCgState;
  if (at.value === Number.NEGATIVE_INFINITY) {
    next = { ...state, point: target, value: at.value, evaluations, failure: "diverged" };
  } else if (accepted) {
    const moved = { ...state, point: target, value: at.value, gradient: at.gradient, radius, evaluations };
    const falls = outcome !== "solved" && radius > endless * state.firstRadius;
    next = falls ? { ...moved, failure: "diverged" } : planned(problem, settings, moved);
  } else {
    const moves = step.some((move, i) => Math.abs(move) > 4 * Number.EPSILON * Math.abs(point[i]!));
    const shorter = { ...state, radius, evaluations };
    next = moves && radius > 0 ? planned(problem, settings, shorter) : stalled(problem, settings, shorter);
  }
  const scale = problem.scaleOf(state);
  return {
    state: next,
    info: {
      value: next.value,
      gradientNorm: scaledNorm(next.point, projectedGradient(next.point, next.gradient, problem), scale),
      stepLength: relativeStep(point, step, scale),
      accepted,
      agreement,
      end: outcome,
      onBounds: countOnBounds(next.point, problem),
    },
  };
}

/** By how much the objective fell; where that drowns in rounding at a full step, what the slopes at both ends add up to. */
function decreaseOf(
  { value, gradient, predicted, outcome }: NewtonCgState,
  step: Float64Array,
  newValue: number,
  newGradient: Float64Array,
): number {
  const noise = noiseFraction * Math.abs(value);
  const actual = value - newValue;
  if (outcome !== "solved" || Math.abs(actual) > noise || predicted > noise) return actual;
  return -0.5 * (dot(gradient, step) + dot(newGradient, step));
}

/** A radius that the agreement of the last step deserves. */
function newRadius(
  { radius, planned: length, outcome }: NewtonCgState,
  agreement: number,
  slope: number,
  actual: number,
): number {
  if (agreement >= 0.75 && outcome !== "solved") return Math.max(radius, 4 * length);
  if (agreement >= 0.25) return Math.max(radius, outcome === "solved" ? 2 * length : 0);
  // value + slope t + (-actual - slope) t² passes through both ends of the step.
  const parabola = Number.isFinite(actual) ? (-0.5 * slope) / (-actual - slope) : 0.1;
  const factor = Math.min(Math.max(Number.isFinite(parabola) ? parabola : 0.1, 0.1), 0.5);
  return factor * Math.min(radius, length);
}

/** The end of a fit that finds no step: what a full one would bring tells whether rounding is to blame. */
function stalled(
  problem: Scaled<TwiceSmoothProblem>,
  settings: Required<NewtonCgOptions>,
  state: NewtonCgState,
): NewtonCgState {
  const full = boundedStep({
    ...modelAt(problem, state),
    radius: Number.POSITIVE_INFINITY,
    forcing: settings.forcing,
    maxProducts: settings.maxProducts,
  });
  const expectedDecrease = full.outcome === "solved" ? full.decrease : Number.POSITIVE_INFINITY;
  const evaluations = counted(state.evaluations, { hessianProduct: full.products });
  return { ...state, evaluations, expectedDecrease, failure: "stalled" };
}
