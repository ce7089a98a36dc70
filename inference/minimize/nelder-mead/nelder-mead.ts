/** Nelder-Mead: minimisation by values alone, where there is no derivative. */
import { checkOptions, option, type OptionChecks } from "../../../src/internal.ts";
import type { Stepped } from "../../drive/method.ts";
import { countOnBounds, project } from "../../problem/box.ts";
import { counted, type Iterate } from "../../fit/iterate.ts";
import { type NaturalScale, type Scaled, scaled } from "../../fit/scale.ts";
import type { ValueProblem } from "../../problem/vector-problem.ts";
import type { Minimizer } from "../minimizer.ts";
import { cornersAround, isDegenerate, lengthAt, movable, type Simplex, sizeOf, sorted } from "./simplex.ts";

/** How Nelder-Mead works. */
export interface NelderMeadOptions {
  /** Length of the first edges, relative to the width of the bounds or the size of the start. Default 0.05. */
  readonly firstSize?: number;
  /** Relative size at which a simplex has collapsed; values tell a minimum to about 1e-8. Default 1e-8. */
  readonly tolerance?: number;
}

/** Checks of the options. */
const checks: OptionChecks<NelderMeadOptions> = { firstSize: option.positive(), tolerance: option.notNegative() };

/** What the next step of Nelder-Mead needs. */
export interface NelderMeadState extends Iterate, Simplex {
  /** Best point and value when the simplex was last set up anew. */
  readonly setUp: { readonly point: Float64Array; readonly value: number };
  /** Length of its edges then, relative to the size of the coordinates. */
  readonly setUpSize: number;
  /** How often it was set up anew after a collapse. */
  readonly restarts: number;
  /** Steps until its shape is looked at. */
  readonly untilCheck: number;
}

/** What one step of Nelder-Mead did. */
export interface NelderMeadInfo {
  /** Best value after the step. */
  readonly value: number;
  /** What the simplex did. */
  readonly move: SimplexMove;
  /** Its largest edge, relative to the size of the coordinates. */
  readonly size: number;
  /** Difference between its worst and its best value. */
  readonly spread: number;
  /** Coordinates of the best vertex on a bound. */
  readonly onBounds: number;
}

/** What a simplex can do in a step; `restart` sets it up anew around its best vertex. */
export type SimplexMove = "reflection" | "expansion" | "outside" | "inside" | "shrinkage" | "restart";

/** Edges of a restart, relative to the first ones. */
const restartSize = 0.1;
/** Restarts that must agree, one to either side: what one simplex overlooks, its mirror image may see. */
const sides = 2;
/** A restart that moves the best point by no more than this many tolerances confirms it. */
const confirmation = 100;
/** Values that differ by less than this fraction cannot be told apart. */
const noiseFraction = 2 ** -50;
/** A best point this many lengths away from the start says that there is no minimum. */
const endless = 1e30;
/** Steps before the method gives up, unless the user says otherwise. */
const stop = { maxSteps: 50_000 };

/**
 * The simplex method with coefficients that adapt to the number of parameters. The objective is compiled but never
 * differentiated. Bounds hold by projection. A collapsed simplex is set up anew, and the fit has converged only when two new
 * ones, to either side, collapse to the same point; one that has lost a dimension is set up anew at once. Meant for up to some ten
 * parameters: where there is a gradient, other methods need a fraction of the calls.
 *
 * @example
 * ```ts
 * import { type Arr, round } from "fluxion";
 * import { minimize, nelderMead } from "fluxion/inference";
 * // Stairs of a tenth along x, where the gradient is zero, and a kink along y, where there is none.
 * const stairs = (p: { x: Arr; y: Arr }) => round(p.x.sub(3).mul(10)).abs().add(p.y.add(1).abs());
 * const fit = minimize(stairs, { x: 0.5, y: 2 }, { method: nelderMead({ firstSize: 1 }) });
 * console.log(fit.status, fit.params.x.item().toFixed(1), fit.params.y.item().toFixed(4)); // → converged 3.0 -1.0000
 * ```
 * @see Nelder & Mead (1965); Gao & Han (2012), Comput. Optim. Appl. 51, 259, for the coefficients
 */
export function nelderMead(options: NelderMeadOptions = {}): Minimizer<NelderMeadState, NelderMeadInfo, ValueProblem> {
  checkOptions(options, checks, "nelderMead");
  const { firstSize = 0.05, tolerance = 1e-8 } = options;
  const settings = { firstSize, tolerance };
  return {
    name: "nelder-mead",
    settings,
    derivatives: "none",
    stop,
    bind: (unscaled) => {
      const problem = scaled(unscaled);
      return { init: (point) => begin(problem, settings, point), step: (state) => advance(problem, settings, state) };
    },
  };
}

/** A value that can be compared: what does not exist is higher than anything. */
function valueAt(problem: ValueProblem, point: Float64Array): number {
  const value = problem.value(point);
  return Number.isNaN(value) ? Number.POSITIVE_INFINITY : value;
}

function begin(
  problem: Scaled<ValueProblem>,
  settings: Required<NelderMeadOptions>,
  start: Float64Array,
): NelderMeadState {
  const point = project(start, problem);
  const value = problem.value(point);
  const state: NelderMeadState = {
    point,
    value,
    gradient: new Float64Array(point.length).fill(Number.NaN),
    startPoint: point,
    startValue: value,
    expectedDecrease: Number.POSITIVE_INFINITY,
    expectedStep: Number.POSITIVE_INFINITY,
    evaluations: { value: 1, gradient: 0, jacobian: 0 },
    failure: null,
    vertices: [point],
    values: Float64Array.of(value),
    setUp: { point, value },
    setUpSize: settings.firstSize,
    restarts: 0,
    untilCheck: point.length,
  };
  if (!Number.isFinite(value)) return { ...state, failure: "non-finite" };
  if (movable(problem).length === 0) return { ...state, expectedDecrease: 0, expectedStep: 0 };
  return setUp(problem, state, settings.firstSize, 1);
}

/** The state with a new simplex around its best point. */
function setUp(problem: Scaled<ValueProblem>, state: NelderMeadState, size: number, side: 1 | -1): NelderMeadState {
  const scale = problem.scaleOf(state);
  const vertices = cornersAround(state.point, size, side, problem, scale);
  const values = Float64Array.from(vertices, (vertex, k) => (k === 0 ? state.value : valueAt(problem, vertex)));
  const evaluations = counted(state.evaluations, { value: vertices.length - 1 });
  const untilCheck = vertices.length - 1;
  return settled(problem, { ...state, ...sorted(vertices, values), evaluations, setUpSize: size, untilCheck });
}

/** The state with its best vertex as the point it has come to. */
function settled(problem: Scaled<ValueProblem>, state: NelderMeadState): NelderMeadState {
  const point = state.vertices[0]!;
  const value = state.values[0]!;
  const { length } = problem.scaleOf(state);
  const far = point.some((x, i) => Math.abs(x - state.startPoint[i]!) > endless * length[i]!);
  const failure = value === Number.NEGATIVE_INFINITY || far ? ("diverged" as const) : null;
  return { ...state, point, value, failure };
}

function advance(
  problem: Scaled<ValueProblem>,
  settings: Required<NelderMeadOptions>,
  state: NelderMeadState,
): Stepped<NelderMeadState, NelderMeadInfo> {
  const { simplex, move, calls } = moved(problem, state);
  const evaluations = counted(state.evaluations, { value: calls });
  const after = settled(problem, { ...state, ...simplex, evaluations, untilCheck: state.untilCheck - 1 });
  const next = after.failure === null ? renewed(problem, settings, after) : after;
  return {
    state: next,
    info: {
      value: next.value,
      move: next.vertices === after.vertices ? move : "restart",
      size: sizeOf(next, problem.scaleOf(state)),
      spread: next.values.at(-1)! - next.values[0]!,
      onBounds: countOnBounds(next.point, problem),
    },
  };
}

/** The state as it goes on: as it is, with a new simplex where the old one was used up, or at its end. */
function renewed(
  problem: Scaled<ValueProblem>,
  { firstSize, tolerance }: Required<NelderMeadOptions>,
  state: NelderMeadState,
): NelderMeadState {
  const scale = problem.scaleOf(state);
  const size = sizeOf(state, scale);
  const spread = state.values.at(-1)! - state.value;
  if (size <= tolerance || spread <= noiseFraction * Math.abs(state.value)) {
    const distance = distanceBetween(state.point, state.setUp.point, scale);
    const gain = state.setUp.value - state.value;
    if (
      state.restarts >= sides &&
      (distance <= confirmation * tolerance || gain <= noiseFraction * Math.abs(state.value))
    ) {
      return { ...state, expectedStep: 0, expectedDecrease: Math.max(Number.MIN_VALUE, gain) };
    }
    const restarted = { ...state, setUp: { point: state.point, value: state.value }, restarts: state.restarts + 1 };
    return setUp(problem, restarted, restartSize * firstSize, state.restarts % 2 === 0 ? -1 : 1);
  }
  if (state.untilCheck > 0) return state;
  // Each time at most half as long, so that a function with steps cannot flatten it for ever.
  if (isDegenerate(state, problem, scale)) return setUp(problem, state, Math.min(size, state.setUpSize / 2), 1);
  return { ...state, untilCheck: state.vertices.length - 1 };
}

function distanceBetween(a: Float64Array, b: Float64Array, scale: NaturalScale): number {
  return a.reduce((largest, x, i) => Math.max(largest, Math.abs(x - b[i]!) / lengthAt(x, i, scale)), 0);
}

/** One move of the simplex. */
function moved(
  problem: Scaled<ValueProblem>,
  { vertices, values }: Simplex,
): { readonly simplex: Simplex; readonly move: SimplexMove; readonly calls: number } {
  const n = vertices.length - 1;
  // Gao & Han: with more dimensions, gentler expansions, contractions and shrinkages. One dimension does as two.
  const dimensions = Math.max(2, n);
  const expansion = 1 + 2 / dimensions;
  const contraction = 0.75 - 1 / (2 * dimensions);
  const shrinkage = 1 - 1 / dimensions;

  const worst = vertices[n]!;
  const centre = worst.map((_, i) => {
    let sum = 0;
    for (let k = 0; k < n; k++) sum += vertices[k]![i]!;
    return sum / n;
  });
  /** The vertex at a distance from the centre, away from the worst. */
  const at = (distance: number): Candidate => {
    const point = project(
      centre.map((x, i) => x + distance * (x - worst[i]!)),
      problem,
    );
    return { point, value: valueAt(problem, point) };
  };
  const replaced = ({ point, value }: Candidate, move: SimplexMove, calls: number) => ({
    simplex: sorted([...vertices.slice(0, n), point], Float64Array.of(...values.slice(0, n), value)),
    move,
    calls,
  });

  const reflected = at(1);
  if (reflected.value < values[0]!) {
    const expanded = at(expansion);
    return expanded.value < reflected.value ? replaced(expanded, "expansion", 2) : replaced(reflected, "reflection", 2);
  }
  if (reflected.value < values[n - 1]!) return replaced(reflected, "reflection", 1);
  const outside = reflected.value < values[n]!;
  const contracted = at(outside ? contraction : -contraction);
  if (outside ? contracted.value <= reflected.value : contracted.value < values[n]!) {
    return replaced(contracted, outside ? "outside" : "inside", 2);
  }
  const best = vertices[0]!;
  const shrunk = vertices.slice(1).map((vertex) => vertex.map((x, i) => best[i]! + shrinkage * (x - best[i]!)));
  const shrunkValues = shrunk.map((vertex) => valueAt(problem, vertex));
  return {
    simplex: sorted([best, ...shrunk], Float64Array.of(values[0]!, ...shrunkValues)),
    move: "shrinkage",
    calls: 2 + n,
  };
}

interface Candidate {
  readonly point: Float64Array;
  readonly value: number;
}
