/** Events: when a function of the solution crosses zero. */

import { arange, type Arr, type ArrLike } from "../../array/index.ts";
import { describeType, ShapeError } from "../../errors/index.ts";
import { checkOptions, choice, type OptionChecks, whole } from "../../errors/option-checks.ts";
import {
  add,
  cast,
  concat,
  cumsum,
  expandDims,
  greater,
  greaterEqual,
  less,
  lessEqual,
  logicalAnd,
  logicalOr,
  mul,
  reshape,
  searchSorted,
  stopGradient,
  sub,
  take,
  where,
  type Widened,
} from "../../ops/index.ts";
import { asArr } from "../../ops/operands.ts";
import { evaluate } from "../../interpreters/evaluate.ts";
import { traceOnTypes } from "../../program/close.ts";
import { vmap } from "../../transforms/vmap.ts";
import { unflatten } from "../../tree/index.ts";
import { type FlatState, stateOf } from "../flat-state.ts";
import { brent } from "../roots/brent.ts";
import type { StopRule } from "./adaptive/march.ts";
import { pieceAt } from "./adaptive/pieces.ts";
import type { StopPlan } from "./adaptive/solve.ts";
import { denseChecks, type DenseOptions, type DenseSolution, denseUntil, type TimeSpan } from "./dense.ts";
import type { TimeDerivative } from "./rk4.ts";

/** A function of the solution whose zeros are events. */
export type EventFunction<S> = (state: S, time: Arr) => ArrLike;

/** Which crossings count: from below zero, from above, or both; in the order of the integration, forwards or backwards in time. */
export type CrossingDirection = "rising" | "falling" | "both";

/** Which events to look for. */
export interface EventOptions {
  /** both unless given. */
  readonly direction?: CrossingDirection;
  /** Room for so many events, the first ones; 16 unless given. */
  readonly maximumEvents?: number;
}

/** When events were, and where the solution was. */
export interface Events<S> {
  /** Shape [maximumEvents], in the order of the integration; NaN behind the last. Differentiable. */
  readonly times: Arr;
  /** The states at these times. Differentiable. */
  readonly states: S;
  /** How many there are, i32[]: above maximumEvents where there was not room for all. */
  readonly count: Arr;
}

/** Each step is looked at in so many parts, so that two crossings within one are seen unless they are in one part. */
const parts = 4;

/**
 * The times at which a function of a solution crosses zero: sign changes over quarters of the steps, located on the solution's
 * polynomials to rounding. A zero at the start is no crossing, nor is one that is touched.
 *
 * The times are differentiable by the implicit function theorem, dt = -dg / (dg/dt), infinite where the crossing is tangential.
 *
 * @param solution  from ode.dense, or ode.until
 * @param value     (state, time) -> a scalar
 * @param options   direction, maximumEvents
 * @returns         times, states and their number
 * @throws          ShapeError when the value is no scalar; OptionError for an option that cannot be
 * @example
 * ```ts
 * import { ode } from "fluxion";
 * const orbit = ode.dense((s) => ({ x: s.v, v: s.x.neg() }), { x: 1, v: 0 }, [0, 10]);
 * const { times, count } = ode.events(orbit, ({ x }) => x, { direction: "falling", maximumEvents: 4 });
 * console.log(count.item(), times.slice([0, 2]).toNested()); // 2 [ pi/2, 5 pi/2 ], to 1e-8
 * ```
 * @see  Hairer, Nørsett & Wanner (1993), Solving Ordinary Differential Equations I, section II.6; ode.until
 */
export function events<S>(solution: DenseSolution<S>, value: EventFunction<S>, options: EventOptions = {}): Events<S> {
  const checks: OptionChecks<EventOptions> = { direction: directionCheck, maximumEvents: whole(1) };
  checkOptions(options, checks, "events");
  const { direction = "both", maximumEvents = 16 } = options;
  const valueAt = (state: S, time: Arr): Arr => scalarOf("events", value(state, time));

  const grid = stopGradient(gridOf(solution));
  const levels = vmap((time: Arr) => stopGradient(valueAt(solution.at(time), time)))(grid);
  const crossings = crosses(direction, levels.slice([0, -1]), levels.slice([1, null]));
  const counts = cumsum(cast(crossings, "i32"));
  const count = counts.slice(-1);
  const ranks = arange(1, maximumEvents + 1, 1, { dtype: "i32" });
  const isFound = lessEqual(ranks, count);
  const index = where(isFound, searchSorted(counts, ranks), 0);
  const times = vmap((found: Arr, from: Arr, to: Arr) => {
    // A slot without an event holds a root that depends on nothing.
    const level = (time: Arr): Arr => where(found, valueAt(solution.at(time), time), sub(time, 0.5));
    const { root } = brent(level, where(found, from, 0), where(found, to, 1));
    return where(found, root, Number.NaN);
  })(isFound, take(grid, index), take(grid, add(index, 1)));
  return { times, states: solution.at(times), count };
}

/** How a solution ended that was to end at an event. */
export interface EventEnd<S> {
  /** When the event was, or the end of the span. Differentiable. */
  readonly time: Arr;
  /** The state then. Differentiable. */
  readonly state: S;
  /** Whether there was an event, bool[]. */
  readonly found: Arr;
  /** A code of `solverStatus`, i32[]: converged also where the end came before an event. */
  readonly status: Arr;
  /** The whole solution; it goes on to the end of the step that holds the event. */
  readonly solution: DenseSolution<S>;
}

/** How to solve, and which crossing to end at. */
export interface UntilOptions extends DenseOptions {
  /** both unless given. */
  readonly direction?: CrossingDirection;
}

/**
 * Solves dy/dt = derivative(y, t) until a function of the solution first crosses zero, or to the end of the span. Nothing is evaluated
 * beyond the step in which it does. For a state that jumps at events, such as a ball that bounces, take this in a scan.
 *
 * @param derivative  as for ode.dense
 * @param initial     as for ode.dense
 * @param span        [from, to]
 * @param value       (state, time) -> a scalar; a zero at the start is no crossing
 * @param options     direction, and as for ode.dense
 * @returns           time and state of the event, whether there was one, status, solution
 * @throws            as ode.dense and ode.events
 * @example
 * ```ts
 * import { type Arr, grad, ode } from "fluxion";
 * // A ball falls from a height: t = sqrt(2 h / g).
 * const landing = (height: Arr) =>
 *   ode.until(({ v }) => ({ x: v, v: v.mul(0).sub(9.81) }), { x: height, v: 0 }, [0, 100], ({ x }) => x).time;
 * console.log(grad(landing)(2).item()); // 1 / sqrt(2 g h)
 * ```
 */
export function until<const Initial>(
  derivative: TimeDerivative<Widened<Initial>>,
  initial: Initial,
  span: TimeSpan,
  value: EventFunction<Widened<Initial>>,
  options: UntilOptions = {},
): EventEnd<Widened<Initial>> {
  checkOptions(options, { ...denseChecks, direction: directionCheck }, "until");
  const { direction = "both", ...others } = options;
  const stop = stopPlan(value, direction, initial);
  const solution = denseUntil("until", derivative, initial, span, others, stop);
  const { times, count } = events(solution, value, { direction, maximumEvents: 1 });
  const found = greater(count, 0);
  const time = where(found, times.slice(0), solution.end);
  return { time, state: solution.at(time), found, status: solution.status, solution };
}

const directionCheck = choice("rising", "falling", "both");

/** The rule that ends a march at a crossing, with what it reads of traced values as an argument. */
function stopPlan<Initial>(
  value: EventFunction<Widened<Initial>>,
  direction: CrossingDirection,
  initial: Initial,
): StopPlan {
  const { leaves, structure } = stateOf("until", "initial", initial);
  const types = [...leaves.map(({ shape, dtype }) => ({ shape, dtype })), { shape: [], dtype: "f64" as const }];
  const { program, captures } = traceOnTypes(types, (inputs) => {
    const state = unflatten(structure, inputs.slice(0, -1)) as Widened<Initial>;
    return [scalarOf("until", value(state, inputs.at(-1)!))];
  });
  const rule = (reads: readonly Arr[]): StopRule => {
    const level = (state: FlatState, time: Arr): Arr => evaluate(program, [...reads, ...state, time])[0]!;
    return {
      value: level,
      crosses: (before, piece, next) => {
        const inner = Array.from({ length: parts - 1 }, (_, i) => {
          const theta = (i + 1) / parts;
          return level(pieceAt(piece, theta), add(piece.time, mul(piece.width, theta)));
        });
        const levels = [before, ...inner, level(next.state, next.time)];
        return levels
          .slice(1)
          .map((after, i) => crosses(direction, levels[i]!, after))
          .reduce(logicalOr);
      },
    };
  };
  return { reads: captures, rule };
}

/** Whether the sign changes as asked from one level to the next. */
function crosses(direction: CrossingDirection, before: Arr, after: Arr): Arr {
  const rising = logicalAnd(less(before, 0), greaterEqual(after, 0));
  const falling = logicalAnd(greater(before, 0), lessEqual(after, 0));
  if (direction === "rising") return rising;
  return direction === "falling" ? falling : logicalOr(rising, falling);
}

/** The beginnings of the steps, the points that part them, and the end. */
function gridOf<S>({ knots, end }: DenseSolution<S>): Arr {
  const after = concat([knots.slice([1, null]), expandDims(end, 0)]);
  const fractions = arange(parts).div(parts);
  const inner = add(expandDims(knots, 1), mul(expandDims(sub(after, knots), 1), fractions));
  return concat([reshape(inner, [knots.size * parts]), expandDims(end, 0)]);
}

function scalarOf(where: string, value: ArrLike): Arr {
  const level = asArr(value);
  if (level.rank === 0) return cast(level, "f64");
  throw new ShapeError({ where, path: "value", expected: "a scalar", received: describeType(level) });
}
