/** Gauss-Newton: least squares through exact Jacobians, bounded, with a trust region for when it starts from far. */
import { allFinite, dot, maxNorm, multiply, norm } from "../linear-algebra/vectors.ts";
import { type ReducedSystem, triangularise } from "../linear-algebra/triangularise.ts";
import { type Box, project, projectedGradient, stepWithin } from "../problem/box.ts";
import { counted } from "../problem/iterate.ts";
import { naturalScale, relativeStep, scaledNorm } from "../problem/scale.ts";
import type { ResidualProblem } from "../problem/vector-problem.ts";
import { boundedLinear } from "./bounded-linear.ts";
import type { LeastSquaresMethod, ResidualIterate } from "./least-squares-method.ts";
import { modelDecrease, trustStep } from "./trust-region.ts";

/** How Gauss-Newton works; the defaults fit nearly every problem. */
export interface GaussNewtonOptions {
  /** Length of the first step allowed, as a multiple of the starting point's own length in scaled units. Default 1. */
  readonly firstRadius?: number;
}

/** What the next step of Gauss-Newton needs. */
export interface GaussNewtonState extends ResidualIterate {
  /** Largest length of each Jacobian column so far: it makes the trust region blind to units; shape [n]. */
  readonly columnSize: Float64Array;
  /** Longest step trusted, in coordinates multiplied by `columnSize`; infinite where nothing has set it. */
  readonly radius: number;
}

/** What one step of Gauss-Newton did. */
export interface GaussNewtonInfo {
  /** Sum of squared residuals after the step. */
  readonly value: number;
  /** Largest component of the projected gradient, each times the size of its coordinate. */
  readonly gradientNorm: number;
  /** Largest component of the step tried, relative to the coordinate or its bounds' width. */
  readonly stepLength: number;
  /** Whether the step was taken, or only shortened the next one. */
  readonly accepted: boolean;
  /** Decrease of the sum of squares as a fraction of what the linear model expected. */
  readonly agreement: number;
  /** Damping of the step; zero for plain Gauss-Newton. */
  readonly damping: number;
  /** Coordinates on a bound. */
  readonly onBounds: number;
}

/** A step that lowers the sum of squares by less than this fraction of the expected decrease is not taken. */
const leastAgreement = 1e-4;
/** Changes of the sum of squares below this fraction are taken for rounding. */
const noiseFraction = 2 ** -43;

/**
 * Gauss-Newton with the linear problem solved exactly over the bounds. Near a solution every step is the plain one; far
 * from it a trust region shortens and damps it as Levenberg-Marquardt does. Directions that the residuals cannot see are
 * left alone, and units of parameters or residuals change nothing.
 *
 * @example
 * ```ts
 * import { type Arr, array, exp } from "fluxion";
 * import { gaussNewton, leastSquares } from "fluxion/inference";
 * const t = array([0, 1, 2, 3]);
 * const y = array([2, 1.2, 0.7, 0.45]);
 * const residuals = (p: { height: Arr; rate: Arr }) => exp(t.mul(p.rate).neg()).mul(p.height).sub(y);
 * const fit = leastSquares(residuals, { height: 1, rate: 1 }, { method: gaussNewton() });
 * console.log(fit.status, fit.params.rate.item().toFixed(3)); // converged 0.511
 * ```
 * @see Moré (1978) for the trust region; Stark & Parker (1995) for the bounds
 */
export function gaussNewton(options: GaussNewtonOptions = {}): LeastSquaresMethod<GaussNewtonState, GaussNewtonInfo> {
  const firstRadius = options.firstRadius ?? 1;
  return {
    name: "gauss-newton",
    bind: (problem) => ({
      init: (point) => begin(problem, point, firstRadius),
      step: (state) => advance(problem, state),
    }),
  };
}

function begin(problem: ResidualProblem, start: Float64Array, firstRadius: number): GaussNewtonState {
  const point = project(start, problem);
  const residuals = problem.residuals(point);
  const jacobian = problem.jacobian(point);
  const value = dot(residuals, residuals);
  const columnSize = columnNorms(jacobian, problem.size);
  const reach = Math.max(norm(multiply(columnSize, point)), norm(residuals));
  const state: GaussNewtonState = {
    point,
    value,
    gradient: gradientOf(residuals, jacobian, problem.size),
    startPoint: point,
    startValue: value,
    residuals,
    jacobian,
    columnSize,
    radius: firstRadius * reach,
    expectedDecrease: 0,
    expectedStep: 0,
    evaluations: { value: 1, gradient: 0, jacobian: 1 },
    failure: null,
  };
  if (!Number.isFinite(value) || !allFinite(jacobian)) return { ...state, failure: "non-finite" };
  return { ...state, ...expectation(problem, state, linearise(problem, state)) };
}

/** The linear model around a state, in coordinates multiplied by the column sizes. */
interface Linearised {
  readonly system: ReducedSystem;
  readonly box: Box;
  /** Minimum of the model over the bounds. */
  readonly full: Float64Array;
  /** Scaled step times this is the step; zero for coordinates without effect. */
  readonly unscale: Float64Array;
}

function linearise(problem: ResidualProblem, state: GaussNewtonState): Linearised {
  const { point, residuals, jacobian, columnSize } = state;
  const n = problem.size;
  const unscale = columnSize.map((size) => (size > 0 ? 1 / size : 0));
  const scaled = jacobian.map((value, k) => value * unscale[k % n]!);
  const system = triangularise(scaled, residuals, n);
  const box = {
    lower: problem.lower.map((bound, i) => (columnSize[i]! > 0 ? (bound - point[i]!) * columnSize[i]! : 0)),
    upper: problem.upper.map((bound, i) => (columnSize[i]! > 0 ? (bound - point[i]!) * columnSize[i]! : 0)),
  };
  return { system, box, full: boundedLinear(system, box, 0), unscale };
}

/** What the full step is expected to bring. */
function expectation(
  problem: ResidualProblem,
  state: GaussNewtonState,
  { system, full, unscale }: Linearised,
): Pick<GaussNewtonState, "expectedDecrease" | "expectedStep"> {
  const scale = naturalScale(state.startPoint, problem);
  // Rounding can make the decrease of a step that is not zero vanish; only at a minimum is there no step at all.
  const least = maxNorm(full) === 0 ? 0 : Number.MIN_VALUE;
  return {
    expectedDecrease: Math.max(least, modelDecrease(system, full)),
    expectedStep: relativeStep(state.point, multiply(full, unscale), scale),
  };
}

function advance(
  problem: ResidualProblem,
  state: GaussNewtonState,
): { state: GaussNewtonState; info: GaussNewtonInfo } {
  const model = linearise(problem, state);
  const { step: scaledStep, damping } = trustStep(model.system, model.box, model.full, state.radius);
  const step = multiply(scaledStep, model.unscale);
  const expected = modelDecrease(model.system, scaledStep);
  const tried = attempt(problem, state, step);
  const actual = state.value - tried.value;
  // Where both decreases of a full step drown in rounding, the model is right as far as anyone can tell.
  const drowned =
    damping === 0 && Math.abs(actual) <= noiseFraction * state.value && expected <= noiseFraction * state.value;
  const agreement = drowned ? 1 : Number.isFinite(actual) ? actual / expected : Number.NEGATIVE_INFINITY;
  const length = norm(scaledStep);
  let evaluations = counted(state.evaluations, { value: 1 });
  let next: GaussNewtonState = { ...state, evaluations };
  let accepted = false;
  if (agreement > leastAgreement) {
    const jacobian = problem.jacobian(tried.point);
    evaluations = counted(evaluations, { jacobian: 1 });
    next = { ...state, evaluations };
    if (allFinite(jacobian)) {
      accepted = true;
      const sizes = columnNorms(jacobian, problem.size);
      const moved = {
        ...next,
        ...tried,
        jacobian,
        gradient: gradientOf(tried.residuals, jacobian, problem.size),
        columnSize: state.columnSize.map((size, i) => Math.max(size, sizes[i]!)),
        radius: grownRadius(state.radius, length, agreement, damping),
      };
      next = { ...moved, ...expectation(problem, moved, linearise(problem, moved)) };
    }
  }
  if (!accepted) next = shortened(next, scaledStep, step, agreement, state.value, dot(state.gradient, step), actual);
  const projected = projectedGradient(next.point, next.gradient, problem);
  const scale = naturalScale(state.startPoint, problem);
  return {
    state: next,
    info: {
      value: next.value,
      gradientNorm: scaledNorm(next.point, projected, scale),
      stepLength: relativeStep(state.point, step, scale),
      accepted,
      agreement,
      damping,
      onBounds: next.point.filter((x, i) => x === problem.lower[i] || x === problem.upper[i]).length,
    },
  };
}

/** The residuals at the end of a step; an infinite value where they do not exist. */
function attempt(
  problem: ResidualProblem,
  { point }: GaussNewtonState,
  step: Float64Array,
): Pick<GaussNewtonState, "point" | "residuals" | "value"> {
  const to = stepWithin(point, 1, step, problem);
  const residuals = problem.residuals(to);
  const value = dot(residuals, residuals);
  return { point: to, residuals, value: Number.isFinite(value) ? value : Number.POSITIVE_INFINITY };
}

/** After a good step the model may be trusted twice as far as it went; after a middling one as far as before. */
function grownRadius(radius: number, length: number, agreement: number, damping: number): number {
  if (agreement >= 0.75 || damping === 0) return Math.max(radius, 2 * length);
  return agreement < 0.25 ? 0.5 * Math.min(radius, length) : radius;
}

/** The state with a shorter radius: to the minimum of the parabola through what is known of the line, within bounds. */
function shortened(
  state: GaussNewtonState,
  scaledStep: Float64Array,
  step: Float64Array,
  agreement: number,
  value: number,
  slope: number,
  actual: number,
): GaussNewtonState {
  // value + slope t + (-actual - slope) t² passes through both ends.
  const parabola = Number.isFinite(actual) ? (-0.5 * slope) / (-actual - slope) : 0.1;
  const factor = agreement > 0 ? 0.5 : Math.min(Math.max(parabola, 0.1), 0.5);
  const radius = factor * norm(scaledStep);
  const moves = step.some((move, i) => Math.abs(move) > 4 * Number.EPSILON * Math.abs(state.point[i]!));
  return { ...state, value, radius, failure: moves && radius > 0 ? null : "stalled" };
}

function columnNorms(jacobian: Float64Array, n: number): Float64Array {
  const sums = new Float64Array(n);
  // Squares of tiny or huge derivatives must not leave the range of numbers.
  const largest = new Float64Array(n);
  jacobian.forEach((value, k) => (largest[k % n] = Math.max(largest[k % n]!, Math.abs(value))));
  const safe = largest.map((value) => (value > 0 ? value : 1));
  jacobian.forEach((value, k) => (sums[k % n] = sums[k % n]! + (value / safe[k % n]!) ** 2));
  return multiply(sums.map(Math.sqrt), largest);
}

/** 2 Jᵀ r. */
function gradientOf(residuals: Float64Array, jacobian: Float64Array, n: number): Float64Array {
  const gradient = new Float64Array(n);
  residuals.forEach((residual, i) => {
    for (let j = 0; j < n; j++) gradient[j] = gradient[j]! + 2 * residual * jacobian[i * n + j]!;
  });
  return gradient;
}
