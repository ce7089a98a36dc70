/** The solution over the columns in use as an implicit function, in as few unknowns as its shape allows. */
import {
  add,
  cast,
  div,
  greater,
  implicit,
  logicalOr,
  matMul,
  max,
  mul,
  square,
  stopGradient,
  sub,
  sum,
  switchCase,
  take,
  transpose,
  where,
  zeros,
  type Arr,
} from "../../../src/index.ts";
import { dualNewton, unknownsOf } from "./dual-newton.ts";
import { curvatureDiagonal, quadraticSlope } from "./lagrangian.ts";
import { type ColumnList, listedActiveSet, unlisted } from "./listed-active-set.ts";
import { maskedActiveSet } from "./masked-active-set.ts";
import type { TracedProblem, TracedTerms } from "./traced-problem.ts";

/** The solution with its multipliers: x is implied by the logarithms where there is an entropy. */
export interface Implied {
  readonly x: Arr;
  readonly multipliers: Arr;
  /** The columns in use, where they are listed. */
  readonly list?: ColumnList;
}

/**
 * On the columns in use the dual is zero, the others are zero: differentiated with the columns in use held. Three forms of the same:
 * over the columns, n unknowns; over those in use where there are more columns than rows, as many unknowns as rows; and over the
 * residual, as many again, where a Tikhonov term lets more columns be in use than there are rows.
 */
export function activeSetSolution(problem: TracedProblem, given: TracedTerms): Implied {
  const { m, n } = problem;
  const isWide = n > m && given.equality === undefined && given.smoothness === undefined;
  if (!isWide) return overColumns(problem, given);
  if (given.tikhonov === undefined) return overList(problem, given);
  const { scale, weight } = given.tikhonov;
  const steepness = max(mul(sum(square(given.matrix), [0]), square(scale)));
  const isSteady = stopGradient(greater(mul(weight, mostSteepness), steepness));
  const index = where(isSteady, 1, 0);
  const x = switchCase(
    cast(index, "i32"),
    [(terms) => overColumns(problem, terms).x, (terms) => overResidual(problem, terms)],
    given,
  );
  return { x, multipliers: zeros([0]) };
}

/** Where A outweighs the penalty by more than this, the residual has not the digits that x asks of it. */
const mostSteepness = 1e8;

function overColumns(problem: TracedProblem, given: TracedTerms): Implied {
  const { free, rows } = problem;
  interface Unknowns {
    readonly x: Arr;
    readonly multipliers?: Arr;
  }
  const solution = implicit.root<Unknowns, readonly [TracedTerms]>(
    ({ x, multipliers }, terms) => {
      const size = curvatureDiagonal(terms);
      const isUsed = logicalOr(greater(x, 0), greater(mul(free, size), 0));
      const held = where(isUsed, x, 0);
      let slope = quadraticSlope(terms, held);
      if (multipliers !== undefined) slope = sub(slope, matMul(transpose(terms.equality!.matrix), multipliers));
      const scaled = div(slope, stopGradient(where(greater(size, 0), size, 1)));
      const stationary = where(isUsed, scaled, x);
      if (multipliers === undefined) return { x: stationary };
      return { x: stationary, multipliers: sub(matMul(terms.equality!.matrix, held), terms.equality!.values) };
    },
    (terms) => {
      const { x, multipliers } = maskedActiveSet({ ...problem, terms });
      return rows === 0 ? { x } : { x, multipliers };
    },
  )(given);
  return { x: solution.x, multipliers: solution.multipliers ?? zeros([0]) };
}

/** Unknowns are the amounts of the columns in the list; a place that is not taken has none. */
function overList({ n, free }: TracedProblem, given: TracedTerms): Implied {
  const { list, taken, amounts } = listedActiveSet(
    stopGradient(given.matrix),
    stopGradient(given.target),
    greater(free, 0),
  );
  const isTaken = greater(taken, 0);
  const solved = implicit.root(
    (unknown: Arr, { matrix, target }: TracedTerms) => {
      const columns = take(matrix, list, 1);
      const size = stopGradient(sum(square(columns), [0]));
      const slope = matMul(transpose(columns), sub(matMul(columns, where(isTaken, unknown, 0)), target));
      return where(isTaken, div(slope, where(isTaken, size, 1)), unknown);
    },
    () => amounts,
  )(given);
  return { x: unlisted({ list, taken }, solved, n), multipliers: zeros([0]), list: { list, taken } };
}

/** The unknown is r = b - A x, of which x is a function: it has the derivative of that function, and more digits than it. */
function overResidual({ free }: TracedProblem, given: TracedTerms): Arr {
  const isFree = greater(free, 0);
  const ridgeOf = ({ matrix, tikhonov }: TracedTerms) => {
    const { weight, target, scale } = tikhonov!;
    return { matrix, center: target, width: div(square(scale), weight) };
  };
  const held = ridgeOf(given);
  const x = dualNewton({
    matrix: stopGradient(held.matrix),
    target: stopGradient(given.target),
    center: stopGradient(held.center),
    width: stopGradient(held.width),
    isFree,
  });
  const isUsed = logicalOr(greater(x, 0), isFree);
  const unknownsAt = (residual: Arr, terms: TracedTerms): Arr => where(isUsed, unknownsOf(ridgeOf(terms), residual), 0);
  const residual = implicit.root(
    (r: Arr, terms: TracedTerms) => sub(add(r, matMul(terms.matrix, unknownsAt(r, terms))), terms.target),
    (terms: TracedTerms) => sub(terms.target, matMul(terms.matrix, x)),
  )(given);
  const moving = unknownsAt(residual, given);
  return add(x, sub(moving, stopGradient(moving)));
}
