/** L-BFGS-B: limited-memory quasi-Newton minimisation with true bounds. */
import { withDefaults, checkOptions, option, type OptionChecks } from "../../../src/internal.ts";
import { add, allFinite, divide, dot, maxNorm, multiply, norm, subtract } from "../../linear-algebra/vectors.ts";
import {
  type Box,
  contains,
  countOnBounds,
  longestStep,
  project,
  projectedGradient,
  stepWithin,
} from "../../problem/box.ts";
import { counted, type Iterate } from "../../fit/iterate.ts";
import {
  naturalScale,
  type NaturalScale,
  powerOfTwo,
  relativeStep,
  type Scaled,
  scaled,
  scaledNorm,
  sizeAt,
} from "../../fit/scale.ts";
import type { SmoothProblem } from "../../problem/vector-problem.ts";
import { cauchyPoint } from "./cauchy-point.ts";
import { compactMatrix, curvatureAlong } from "./compact-matrix.ts";
import { probeDescent, startMetric } from "./curvature-scale.ts";
import type { Minimizer } from "../minimizer.ts";
import { type LinePoint, type LineSearchOutcome, moreThuente } from "./more-thuente.ts";
import { noMemory, remember, type SecantMemory } from "./secant-pairs.ts";
import { subspaceMinimum } from "./subspace-minimum.ts";
import { newtonStep } from "./newton-step.ts";

/** How L-BFGS-B works; the defaults fit nearly every problem. */
export interface LbfgsbOptions {
  /** Pairs of steps and gradient changes remembered. Default 12. */
  readonly memory?: number;
  /** The line search asks for this fraction of the decrease that the slope promises. Default 1e-4. */
  readonly sufficientDecrease?: number;
  /** The line search stops where the slope has fallen to this fraction. Default 0.9. */
  readonly curvature?: number;
  /** Trials of one line search. Default 30. */
  readonly maxTrials?: number;
}

/** Checks of the options. */
const checks: OptionChecks<LbfgsbOptions> = {
  memory: option.whole(1),
  sufficientDecrease: option.between(0, 1),
  curvature: option.between(0, 1),
  maxTrials: option.whole(1),
};

/** What the next step of L-BFGS-B needs. */
export interface LbfgsbState extends Iterate {
  /** Lengths by which coordinates are divided inside, powers of two, shape [n]. */
  readonly length: Float64Array;
  /** Curvature of the model where the pairs say nothing, in scaled coordinates. */
  readonly theta: number;
  /** Latest pairs of steps and gradient changes, in scaled coordinates. */
  readonly memory: SecantMemory;
  /** Line searches in a row that found no point of small slope. */
  readonly poorSearches: number;
  /** Minimum of the model, towards which the next step searches, shape [n]. */
  readonly target: Float64Array;
}

/** What one step of L-BFGS-B did. */
export interface LbfgsbInfo {
  /** Objective after the step. */
  readonly value: number;
  /** Largest component of the projected gradient, each times the size of its coordinate. */
  readonly gradientNorm: number;
  /** Length of the step, 1 being the model's minimum; 0 when the step only dropped the pairs. */
  readonly stepLength: number;
  /** Evaluations of the line search. */
  readonly trials: number;
  /** How the line search ended. */
  readonly lineSearch: LineSearchOutcome;
  /** Coordinates on a bound. */
  readonly onBounds: number;
}

/** Differences of the objective below this fraction are taken for rounding by the line search. */
const noiseFraction = 2 ** -43;
/** More poor line searches in a row than this, and the objective is not smooth enough to go on. */
const mostPoorSearches = 3;
/** Longest step of a search where no bound ends it. */
const longest = 1e20;

/**
 * The limited-memory BFGS method for bounds. Bounds hold at every evaluation; coordinates are scaled inside, so their
 * units do not matter; points where the objective is NaN or infinite only shorten a step.
 *
 * @example
 * ```ts
 * import { type Arr } from "fluxion";
 * import { lbfgsb, minimize } from "fluxion/inference";
 * const bowl = (p: { x: Arr; y: Arr }) => p.x.sub(3).square().add(p.y.add(1).square());
 * const fit = minimize(bowl, { x: 0, y: 5 }, { method: lbfgsb(), bounds: { y: [0, 10] } });
 * console.log(fit.status, fit.params.x.item(), fit.params.y.item()); // → converged 3 0
 * ```
 * @see Byrd, Lu, Nocedal & Zhu (1995), SIAM J. Sci. Comput. 16, 1190; Morales & Nocedal (2011), ACM TOMS 38, 7
 */
export function lbfgsb(options: LbfgsbOptions = {}): Minimizer<LbfgsbState, LbfgsbInfo> {
  checkOptions(options, checks, "lbfgsb");
  const settings = withDefaults({ memory: 12, sufficientDecrease: 1e-4, curvature: 0.9, maxTrials: 30 }, options);
  return {
    name: "lbfgsb",
    settings,
    bind: (unscaled) => {
      const problem = { ...scaled(unscaled), boxOf: boxKeeper(unscaled) };
      return {
        init: (point) => begin(problem, point),
        step: (state) => advance(problem, settings, state),
        confirm: (state) => looked(problem, state),
      };
    },
  };
}

/** A problem that keeps what only changes with its start. */
type KeptProblem = Scaled<SmoothProblem> & { readonly boxOf: (length: Float64Array) => Box };

/** The box in coordinates divided by their lengths, kept as long as these are the same. */
function boxKeeper({ lower, upper }: Box): (length: Float64Array) => Box {
  let of: Float64Array | null = null;
  let box: Box = { lower, upper };
  return (length) => {
    if (of !== length) {
      box = { lower: divide(lower, length), upper: divide(upper, length) };
      of = length;
    }
    return box;
  };
}

function begin(problem: KeptProblem, start: Float64Array): LbfgsbState {
  const point = project(start, problem);
  const { value, gradient } = problem.evaluate(point);
  const known = {
    point,
    value,
    gradient,
    startPoint: point,
    startValue: value,
    memory: noMemory,
    target: point,
    poorSearches: 0,
  };
  const evaluations = { value: 1, gradient: 1, jacobian: 0 };
  const { length } = naturalScale(point, problem);
  const unplanned = { ...known, evaluations, length, theta: 1, expectedDecrease: 0, expectedStep: 0, failure: null };
  if (!Number.isFinite(value) || !allFinite(gradient)) return { ...unplanned, failure: "non-finite" };
  const descent = projectedGradient(point, gradient, problem).map((slope) => -slope);
  if (maxNorm(descent) === 0) return unplanned;
  const metric = startMetric(problem, point, { value, gradient }, descent);
  const state = planned(problem, {
    ...unplanned,
    length: metric.length,
    theta: metric.theta,
    evaluations: counted(evaluations, { value: metric.evaluations, gradient: metric.evaluations }),
  });
  // What a guessed metric expects must not end the run.
  const unknown = { expectedDecrease: Number.POSITIVE_INFINITY, expectedStep: Number.POSITIVE_INFINITY };
  return metric.measured ? { ...state, confirmed: true } : { ...state, ...unknown };
}

/** A model may promise this much less than the gradient has been measured to be worth. */
const mostModest = 64;

/**
 * One look along the steepest descent, whose curvature says what the gradient is worth at least. Where the pairs promise much
 * less they come from another landscape, and the model is begun anew from the curvature here.
 */
function looked(problem: KeptProblem, state: LbfgsbState): LbfgsbState {
  const { point, value, gradient } = state;
  const descent = projectedGradient(point, gradient, problem).map((slope) => -slope);
  if (maxNorm(descent) === 0) return { ...state, confirmed: true };
  const sizes = problem.scaleOf(state);
  const size = Float64Array.from(point, (x, i) => powerOfTwo(sizeAt(x, i, sizes)));
  const metric = probeDescent(problem, point, { value, gradient }, descent, size);
  const calls = { value: metric.evaluations, gradient: metric.evaluations };
  const evaluations = counted(state.evaluations, calls);
  const slope = norm(multiply(descent, size));
  const worth = (slope / (2 * metric.theta)) * slope;
  if (state.failure !== null && state.memory.pairs.length === 0) {
    // Stuck without pairs, all that the model knows is a guess of the curvature: what has been measured takes its place.
    const isConsistent = worth <= mostModest * state.expectedDecrease;
    const least = isConsistent ? Math.min(worth, state.expectedDecrease) : worth;
    const expectedDecrease = metric.measured ? least : state.expectedDecrease;
    return { ...state, evaluations, confirmed: true, expectedDecrease };
  }
  if (metric.measured && worth <= mostModest * state.expectedDecrease)
    return { ...state, evaluations, confirmed: true };
  const { length, theta } = metric;
  const renewed = { memory: noMemory, poorSearches: 0, failure: null };
  const anew = planned(problem, { ...state, ...renewed, evaluations, length, theta });
  const unknown = { expectedDecrease: Number.POSITIVE_INFINITY, expectedStep: Number.POSITIVE_INFINITY };
  return metric.measured ? { ...anew, confirmed: true } : { ...anew, ...unknown };
}

/** The state with the minimum of its quadratic model over the box worked out. */
function planned(problem: KeptProblem, state: LbfgsbState): LbfgsbState {
  const { point, length, theta, memory } = state;
  const x = divide(point, length);
  const gradient = multiply(state.gradient, length);
  const box = problem.boxOf(length);
  if (maxNorm(projectedGradient(x, gradient, box)) === 0) {
    return { ...state, target: point, expectedDecrease: 0, expectedStep: 0 };
  }
  const found = modelMinimum(x, gradient, box, memory, theta);
  if (found !== null) {
    const move = subtract(found.point, x);
    if (allFinite(found.point) && dot(gradient, move) < 0 && found.decrease > 0) {
      const scale = problem.scaleOf(state);
      const expectedStep = relativeStep(point, multiply(move, length), scale);
      const resolution = resolutionOf(state, scale);
      const target = multiply(found.point, length);
      return { ...state, target, expectedDecrease: found.decrease, expectedStep, resolution };
    }
  }
  // The pairs have become useless; without any the model is theta I, whose step always descends.
  if (memory.pairs.length > 0) return planned(problem, { ...state, memory: noMemory });
  // A step too short to change the point: what it would bring tells a minimum from a gradient that does not fit.
  const expectedDecrease = found === null ? state.expectedDecrease : Math.max(0, found.decrease);
  return { ...state, expectedDecrease, failure: "stalled" };
}

/**
 * What rounding the parameters makes of the objective at a minimum: half the curvature along a recent step, shortened until no
 * coordinate moves by more than its rounding; the most that any of them says.
 */
function resolutionOf({ point, length, memory }: LbfgsbState, scale: NaturalScale): number {
  const m = memory.pairs.length;
  let most = 0;
  for (let k = 0; k < m; k++) {
    const { s } = memory.pairs[k]!;
    let largest = 0;
    for (let i = 0; i < s.length; i++) {
      const share = Math.abs(s[i]! * length[i]!) / sizeAt(point[i]!, i, scale);
      if (share > largest) largest = share;
    }
    const part = (2 * Number.EPSILON) / largest;
    most = Math.max(most, 0.5 * part * part * memory.sy[k * m + k]!);
  }
  return most;
}

/** The least point of the model in the box, and how far below x it lies; null when the pairs give no model. */
function modelMinimum(
  x: Float64Array,
  gradient: Float64Array,
  box: Box,
  memory: SecantMemory,
  theta: number,
): { readonly point: Float64Array; readonly decrease: number } | null {
  // The model is convex: if its minimum over all points lies in the box, it is the minimum over the box too.
  if (!isPushed(x, gradient, box)) {
    const step = newtonStep(memory, theta, gradient);
    const free = add(x, step);
    if (contains(box, free)) return { point: free, decrease: -0.5 * dot(gradient, step) };
  }
  const matrix = compactMatrix(memory, theta);
  if (matrix === null) return null;
  const cauchy = cauchyPoint(x, gradient, box, matrix);
  const end = subspaceMinimum(x, gradient, box, matrix, cauchy);
  if (end === null) return null;
  const gain = (to: Float64Array, reach?: Float64Array): number => {
    const move = subtract(to, x);
    return -dot(gradient, move) - 0.5 * curvatureAlong(matrix, move, reach);
  };
  return { point: end, decrease: Math.max(gain(end), gain(cauchy.point, cauchy.reach)) };
}

/** Whether any coordinate lies on a bound that the descent pushes it against. */
function isPushed(x: Float64Array, gradient: Float64Array, { lower, upper }: Box): boolean {
  for (let i = 0; i < x.length; i++) {
    if ((gradient[i]! > 0 && x[i]! <= lower[i]!) || (gradient[i]! < 0 && x[i]! >= upper[i]!)) return true;
  }
  return false;
}

interface Trial extends LinePoint {
  readonly point: Float64Array;
  readonly gradient: Float64Array;
}

function advance(
  problem: KeptProblem,
  settings: Required<LbfgsbOptions>,
  state: LbfgsbState,
): { state: LbfgsbState; info: LbfgsbInfo } {
  const { point, value, gradient, target } = state;
  const direction = subtract(target, point);
  const start: Trial = { step: 0, value, slope: dot(gradient, direction), point, gradient };
  const search = moreThuente(
    start,
    (step): Trial => {
      const to = step === 1 ? target : stepWithin(point, step, direction, problem);
      const at = problem.evaluate(to);
      return { step, value: at.value, slope: dot(at.gradient, direction), point: to, gradient: at.gradient };
    },
    {
      initial: 1,
      maximum: Math.min(Math.max(1, longestStep(point, direction, problem)), longest),
      sufficientDecrease: settings.sufficientDecrease,
      curvature: settings.curvature,
      valueNoise: noiseFraction * Math.abs(value),
      maxTrials: settings.maxTrials,
    },
  );
  const evaluations = counted(state.evaluations, { value: search.trials, gradient: search.trials });
  const next = settled(problem, settings, { ...state, evaluations }, search.outcome, search.point);
  const projected = projectedGradient(next.point, next.gradient, problem);
  return {
    state: next,
    info: {
      value: next.value,
      gradientNorm: scaledNorm(next.point, projected, problem.scaleOf(state)),
      stepLength: search.point.step,
      trials: search.trials,
      lineSearch: search.outcome,
      onBounds: countOnBounds(next.point, problem),
    },
  };
}

/** The state after a line search: moved, remembered and planned anew. */
function settled(
  problem: KeptProblem,
  settings: Required<LbfgsbOptions>,
  state: LbfgsbState,
  outcome: LineSearchOutcome,
  reached: Trial,
): LbfgsbState {
  const { point, value, gradient } = reached;
  if (outcome === "unbounded") return { ...state, point, value, failure: "diverged" };
  const poorSearches = outcome === "failed" || outcome === "decrease" ? state.poorSearches + 1 : 0;
  if (poorSearches > mostPoorSearches || (outcome === "failed" && state.memory.pairs.length === 0)) {
    return { ...state, point, value, gradient, failure: "stalled" };
  }
  if (outcome === "failed") return planned(problem, { ...state, poorSearches, memory: noMemory });
  const s = divide(subtract(point, state.point), state.length);
  const y = multiply(subtract(gradient, state.gradient), state.length);
  const sy = dot(s, y);
  const yy = dot(y, y);
  const moved = { ...state, point, value, gradient, poorSearches, confirmed: false };
  // A pair must show curvature beyond rounding, or the matrix would lose its definiteness.
  if (!(sy > Number.EPSILON * yy)) return planned(problem, moved);
  const memory = remember(state.memory, { s, y }, settings.memory);
  return planned(problem, { ...moved, memory, theta: yy / sy });
}
