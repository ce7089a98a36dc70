/** dense: a solution as a function of time. */

import type { Arr, ArrLike, NestedNumbers } from "../../array/index.ts";
import { array } from "../../array/index.ts";
import { choice, checkOptions } from "../../errors/option-checks.ts";
import { describeType, ShapeError } from "../../errors/index.ts";
import { cast, reshape, sub, type Widened } from "../../ops/index.ts";
import { asArr } from "../../ops/operands.ts";
import { type TreeStructure, unflatten } from "../../tree/index.ts";
import { stateOf } from "../flat-state.ts";
import { dormandPrince5, dormandPrince8 } from "./adaptive/explicit.ts";
import type { March } from "./adaptive/march.ts";
import type { Method } from "./adaptive/method.ts";
import { adaptiveOptions, adaptiveStepChecks, type AdaptiveStepOptions } from "./adaptive/options.ts";
import { directionOf, evaluatePieces, type Piece } from "./adaptive/pieces.ts";
import { rodas5p } from "./adaptive/rosenbrock-step.ts";
import { solveInPieces, type StopPlan } from "./adaptive/solve.ts";
import { flowOf } from "./flow.ts";
import type { TimeDerivative } from "./rk4.ts";

/** Methods by name. */
const methods = {
  dormandPrince: dormandPrince5,
  dop853: dormandPrince8,
  rosenbrock: rodas5p,
} as const satisfies Record<string, Method>;

/** The name of an adaptive method. */
export type AdaptiveMethod = "dormandPrince" | "dop853" | "rosenbrock";

/** How to solve an equation for a solution that is a function of time. */
export interface DenseOptions extends AdaptiveStepOptions {
  /** dormandPrince unless given. */
  readonly method?: AdaptiveMethod;
}

export const denseChecks = { ...adaptiveStepChecks, method: choice(...Object.keys(methods)) };

/** From when to when: two times, the second after or before the first. */
export type TimeSpan = readonly [from: ArrLike, to: ArrLike];

/** A solution between two times. */
export class DenseSolution<S> {
  /** A code of `solverStatus`, i32[]. */
  readonly status: Arr;
  /** The first time. */
  readonly start: Arr;
  /** The time that was reached. */
  readonly end: Arr;
  /** Number of accepted steps, i32[]. */
  readonly accepted: Arr;
  /** Number of refused steps, i32[]. */
  readonly refused: Arr;
  readonly #structure: TreeStructure;
  readonly #pieces: Piece;
  readonly #direction: Arr;

  constructor(structure: TreeStructure, pieces: Piece, direction: Arr, start: Arr, march: March) {
    this.#structure = structure;
    this.#pieces = pieces;
    this.#direction = direction;
    this.start = start;
    this.end = march.reached;
    this.status = march.status;
    this.accepted = march.accepted;
    this.refused = march.refused;
  }

  /**
   * The states at some times, in any order: polynomials of the method's own order between its steps. Differentiable in the times and in
   * all that the solution depends on.
   *
   * @param times  of any shape
   * @returns      a tree like the state, the shape of the times before that of each leaf; NaN beyond start and end
   */
  at(times: ArrLike | NestedNumbers): S {
    const given = cast(Array.isArray(times) ? array(times as NestedNumbers) : asArr(times as ArrLike), "f64");
    const leaves = evaluatePieces(this.#pieces, reshape(given, [given.size]), this.#direction, this.start, this.end);
    const shaped = leaves.map((leaf) => reshape(leaf, [...given.shape, ...leaf.shape.slice(1)]));
    return unflatten(this.#structure, shaped) as S;
  }

  /** When the steps began, shape [maximumSteps]: those that were not taken begin at the end. */
  get knots(): Arr {
    return this.#pieces.time;
  }
}

/**
 * Solves dy/dt = derivative(y, t) from one time to another, and gives the solution as a function of time, to be evaluated as often and
 * wherever one likes: the polynomials between the steps of dormandPrince and rosenbrock are of order 4, that of dop853 of order 7.
 *
 * @param derivative  (state, time) -> a tree like the state, in units of the state per unit of time
 * @param initial     the state at the first time: a tree of f64 or f32 leaves of any shape
 * @param span        [from, to]
 * @param options     method, and as for dormandPrince. Memory: maximumSteps times state times degree
 * @returns           at(times), the time that was reached, status and numbers of steps
 * @throws            as dormandPrince; ShapeError when a time is no scalar
 * @example
 * ```ts
 * import { ode } from "fluxion";
 * const orbit = ode.dense((s) => ({ x: s.v, v: s.x.neg() }), { x: 1, v: 0 }, [0, 10]);
 * console.log(orbit.at(1).x.item(), orbit.at([2, 3]).x.toNested()); // cos 1, [ cos 2, cos 3 ], to 1e-8
 * ```
 * @see  Shampine (1986), Math. Comp. 46, 135; Hairer, Nørsett & Wanner (1993), section II.6; ode.events
 */
export function dense<const Initial>(
  derivative: TimeDerivative<Widened<Initial>>,
  initial: Initial,
  span: TimeSpan,
  options: DenseOptions = {},
): DenseSolution<Widened<Initial>> {
  checkOptions(options, denseChecks, "dense");
  return denseUntil("dense", derivative, initial, span, options, undefined);
}

/** As dense, ended by a rule. */
export function denseUntil<Initial>(
  caller: string,
  derivative: TimeDerivative<Widened<Initial>>,
  initial: Initial,
  span: TimeSpan,
  { method = "dormandPrince", ...given }: DenseOptions,
  stop: StopPlan | undefined,
): DenseSolution<Widened<Initial>> {
  const [start, end] = span.map((time, i) => timeOf(caller, time, i)) as [Arr, Arr];
  const form = stateOf(caller, "initial", initial);
  const plan = {
    method: methods[method],
    flow: flowOf(caller, derivative, form),
    form,
    options: adaptiveOptions(caller, given),
    stop,
  };
  const { pieces, march } = solveInPieces(plan, start, end);
  return new DenseSolution(form.structure, pieces, directionOf(sub(end, start)), start, march);
}

function timeOf(where: string, time: ArrLike, position: number): Arr {
  const given = asArr(time);
  if (given.rank === 0) return cast(given, "f64");
  throw new ShapeError({
    where,
    path: `span[${position}]`,
    expected: "a scalar",
    received: describeType(given),
    hint: "For several spans at once use vmap.",
  });
}
