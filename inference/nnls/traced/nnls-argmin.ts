/** nnlsArgmin, nnlsSolve and nnlsValue: non-negative least squares as functions to be differentiated, compiled and mapped. */
import { termChecks } from "../nnls-options.ts";
import {
  zeros,
  abs,
  add,
  customJvp,
  div,
  exp,
  greater,
  logicalOr,
  matMul,
  max,
  mul,
  stopGradient,
  sub,
  transpose,
  where,
  implicit,
  jvp,
  type ArrLike,
  type Arr,
} from "../../../src/index.ts";
import { checkOptions } from "../../../src/internal.ts";
import type { NnlsTerms } from "../nnls-options.ts";
import { independenceOf, independenceOfListed, relativeDual, strictnessOf } from "./degeneracy.ts";
import { entropyNewton } from "./entropy-newton.ts";
import { lagrangian, quadraticSlope } from "./lagrangian.ts";
import { activeSetSolution, type Implied } from "./active-set-solution.ts";
import { type TracedProblem, tracedProblem, type TracedTerms } from "./traced-problem.ts";

/** A solution as arrays, for use inside of a traced function. */
export interface TracedNnls {
  /** The unknowns, shape [n]; differentiable. */
  readonly x: Arr;
  /** Half the slope of the objective in each unknown, shape [n]; differentiable. */
  readonly dual: Arr;
  /** Multipliers of the equality rows, shape [rows]; differentiable. */
  readonly multipliers: Arr;
  /** The objective, a scalar; differentiable. */
  readonly value: Arr;
  /** Largest violation of the conditions of a minimum, as a fraction of the terms in them; a scalar without derivative. */
  readonly violation: Arr;
  /**
   * The smallest dual of an unknown that is zero, as a fraction of the terms in it; a scalar without derivative. Near zero
   * (below 1e-8) strict complementarity fails: the derivative of x is one-sided, and this is the one for x staying zero.
   */
  readonly strictness: Arr;
  /**
   * The smallest part of a column in use that lies outside of the others before it, as a fraction of its length; a scalar
   * without derivative. Near zero (below 1e-6) columns are dependent, and the derivative of x is large or not finite.
   */
  readonly independence: Arr;
}

function impliedBy(problem: TracedProblem, terms: TracedTerms): Implied {
  return terms.entropy === undefined ? activeSetSolution(problem, terms) : entropySolution(problem, terms);
}

/** x = prior eˢ, with the slope in x zero everywhere: smooth, and regular however small x becomes. */
function entropySolution(problem: TracedProblem, given: TracedTerms): Implied {
  const { rows } = problem;
  interface Unknowns {
    readonly logarithm: Arr;
    readonly multipliers?: Arr;
  }
  const solution = implicit.root<Unknowns, readonly [TracedTerms]>(
    ({ logarithm, multipliers }, terms) => {
      const { weight, prior } = terms.entropy!;
      const x = mul(prior, exp(logarithm));
      let slope = add(quadraticSlope(terms, x), mul(mul(0.5, weight), logarithm));
      if (multipliers === undefined) return { logarithm: slope };
      slope = sub(slope, matMul(transpose(terms.equality!.matrix), multipliers));
      return { logarithm: slope, multipliers: sub(matMul(terms.equality!.matrix, x), terms.equality!.values) };
    },
    (terms) => {
      const { logarithm, multipliers } = entropyNewton({ ...problem, terms });
      return rows === 0 ? { logarithm } : { logarithm, multipliers };
    },
  )(given);
  return {
    x: mul(given.entropy!.prior, exp(solution.logarithm)),
    multipliers: solution.multipliers ?? zeros([0]),
  };
}

/** The minimum as a function of its terms; its derivative is that of the Lagrangian at the solution held still. */
function optimumOf(problem: TracedProblem, terms: TracedTerms): Arr {
  const at = (given: TracedTerms): Arr => {
    const { x, multipliers } = impliedBy(problem, given);
    return lagrangian(given, x, multipliers);
  };
  return customJvp(at, ([given], [tangent]) => {
    const { x, multipliers } = impliedBy(problem, given);
    const moved = jvp((each: TracedTerms) => lagrangian(each, x, multipliers), [given], [tangent]);
    return { value: moved.value, tangent: moved.tangent };
  })(terms);
}

/**
 * The x >= 0 that minimises || A x - b ||² and the penalties, as a function to be differentiated, compiled and mapped.
 *
 * The derivative is that of the implicit function theorem over the columns in use: with respect to A, b and every number in
 * the options, in forward and reverse mode, to any order. The solver is an array program of fixed shapes whose work follows the
 * smaller of rows and columns, up to some hundreds; equality rows and smoothness count as columns. `nnls` takes more and proves its result.
 *
 * @param A  design matrix, shape [m, n]
 * @param b  observations, shape [m]
 * @param options  penalties, equality rows, free columns; weights, targets and rows may be traced too
 * @returns  x, shape [n]; finite, whatever A and b are, as long as they are
 * @throws   ShapeError naming what does not fit; OptionError when `free` names no column
 * @example
 * ```ts
 * import { type Arr, array, grad } from "fluxion";
 * import { nnlsArgmin } from "fluxion/inference";
 * const A = array([[1, 0], [1, 1], [0, 2]]);
 * const first = (b: Arr) => nnlsArgmin(A, b).slice(0);
 * console.log(first(array([2, 1, -1])).item(), grad(first)(array([2, 1, -1])).toNested()); // → 1.5 [ 0.5, 0.5, -0 ]
 * ```
 * @see  nnlsSolve tells whether the derivative can be trusted; nnlsValue differentiates the minimum at no cost
 */
export function nnlsArgmin(A: ArrLike, b: ArrLike, options: NnlsTerms = {}): Arr {
  checkOptions(options, termChecks, "nnlsArgmin");
  const problem = tracedProblem(A, b, options, "nnlsArgmin");
  return impliedBy(problem, problem.terms).x;
}

/**
 * The least || A x - b ||² with the penalties, over x >= 0, as a function to be differentiated, compiled and mapped.
 *
 * By the envelope theorem its derivative is that of the objective at the solution held still: no system is solved for it, and
 * it is right where columns are dependent and where strict complementarity fails. Second derivatives go through the solution.
 *
 * @param A  design matrix, shape [m, n]
 * @param b  observations, shape [m]
 * @param options  as for nnlsArgmin
 * @returns  a scalar, unit of b²
 * @throws   as nnlsArgmin
 * @example
 * ```ts
 * import { type Arr, array, grad } from "fluxion";
 * import { nnlsValue } from "fluxion/inference";
 * const A = array([[1, 0], [1, 1], [0, 2]]);
 * const misfit = (b: Arr) => nnlsValue(A, b);
 * console.log(grad(misfit)(array([2, 1, -1])).toNested()); // → [ 1, -1, -2 ]
 * ```
 * @see  Danskin (1967), The Theory of Max-Min
 */
export function nnlsValue(A: ArrLike, b: ArrLike, options: NnlsTerms = {}): Arr {
  checkOptions(options, termChecks, "nnlsValue");
  const problem = tracedProblem(A, b, options, "nnlsValue");
  return optimumOf(problem, problem.terms);
}

/**
 * The solution of nnlsArgmin with its duals and value, and numbers that tell whether it and its derivative can be trusted.
 *
 * @param A  design matrix, shape [m, n]
 * @param b  observations, shape [m]
 * @param options  as for nnlsArgmin
 * @throws   as nnlsArgmin
 * @example
 * ```ts
 * import { array } from "fluxion";
 * import { nnlsSolve } from "fluxion/inference";
 * // The second column would be let in by the least change of b: its dual is zero.
 * const { x, strictness } = nnlsSolve(array([[1, 0], [0, 1]]), array([1, 0]));
 * console.log(x.toNested(), strictness.item()); // → [ 1, 0 ] 0
 * ```
 */
export function nnlsSolve(A: ArrLike, b: ArrLike, options: NnlsTerms = {}): TracedNnls {
  checkOptions(options, termChecks, "nnlsSolve");
  const problem = tracedProblem(A, b, options, "nnlsSolve");
  const { terms, n } = problem;
  const { x, multipliers, list } = impliedBy(problem, terms);
  let dual = quadraticSlope(terms, x);
  if (terms.entropy !== undefined) {
    const isPresent = greater(x, 0);
    const logarithm = div(where(isPresent, x, terms.entropy.prior), terms.entropy.prior).log();
    dual = where(isPresent, add(dual, mul(mul(0.5, terms.entropy.weight), logarithm)), 0);
  }
  if (terms.equality !== undefined) dual = sub(dual, matMul(transpose(terms.equality.matrix), multipliers));
  const relative = stopGradient(relativeDual(terms, x, multipliers, dual));
  const isUsed = logicalOr(greater(x, 0), greater(problem.free, 0));
  return {
    x,
    dual,
    multipliers,
    value: lagrangian(terms, x, multipliers),
    violation: max(where(isUsed, abs(relative), where(greater(relative, 0), 0, abs(relative)))),
    strictness: strictnessOf(relative, isUsed, terms),
    independence: stopGradient(
      list === undefined ? independenceOf(terms, isUsed, n) : independenceOfListed(terms, list),
    ),
  };
}
