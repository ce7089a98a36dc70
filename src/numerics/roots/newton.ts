/** newton: roots of systems of equations over trees, by Newton's method with steps that must bring the equations nearer to zero. */

import { newtonChecks } from "../option-checks.ts";
import { checkOptions } from "../../errors/index.ts";
import type { Arr } from "../../array/index.ts";
import {
  abs,
  add,
  cast,
  cond,
  div,
  equal,
  less,
  lessEqual,
  logicalAnd,
  logicalNot,
  logicalOr,
  max,
  mul,
  neg,
  reshape,
  scan,
  solve,
  sqrt,
  square,
  sub,
  sum,
  where,
  whileLoop,
  type Widened,
} from "../../ops/index.ts";
import { solveImplicitly } from "../../transforms/implicit-solution.ts";
import { jacobian } from "../../transforms/jacobian.ts";
import { unflatten } from "../../tree/index.ts";
import { type FlatState, Packing, slopeOf, stateOf } from "../flat-state.ts";
import { solverStatus } from "../status.ts";
import { requireSteps, type Root, type RootSearch } from "./root-options.ts";

/** How closely to find the root, and how long to try. */
export interface NewtonOptions {
  /** Stop when a step changes each unknown by less than this fraction of it; 1e-10 (1e-5 for f32) unless given. */
  readonly relativeTolerance?: number;
  /** … plus this, in the unit of the unknowns; 1e-12 (1e-6 for f32) unless given. */
  readonly absoluteTolerance?: number;
  /** Most steps; 50 unless given. */
  readonly maximumSteps?: number;
}

/** Halvings of a step before it is given up: below this fraction a step of size 1 is near rounding. */
const mostHalvings = 30;

/**
 * A root of F over pytrees near `initial`: Newton's method, each step halved until |F| falls (Armijo's rule), so that it
 * does not run away where F bends. Converges quadratically; the last step, which is below the tolerance, leaves its square. The root
 * is differentiable, to any order, in all that F reads (see implicit.root); in `initial` its derivative is zero. Maps and compiles.
 *
 * The Jacobian is dense: n³ operations a step for n unknowns in all. For one unknown in a known interval brent is safer.
 *
 * @param residual  F(x): a tree like x, with its shapes
 * @param initial   where to start: a tree of f64 or f32 leaves
 * @param options   relativeTolerance, absoluteTolerance, maximumSteps
 * @returns         root, status and number of steps. Statuses: converged, stepsExhausted, nonFinite (F at the start), stepTooSmall (no
 *                  step along Newton's direction brings F down: a minimum of |F| that is no root, or a tolerance below rounding),
 *                  singular (the Jacobian)
 * @throws          TreeError or ShapeError naming the leaf where F is not like x; DTypeError for an unknown that is not
 *                  floating-point; ParameterError when maximumSteps is no positive integer
 * @example
 * ```ts
 * import { type Arr, add, grad, sub, roots } from "fluxion";
 * // The circle x² + y² = r² and the line x = y.
 * const crossing = (r: Arr) =>
 *   roots.newton(({ x, y }) => ({ x: add(x.square(), y.square()).sub(r.square()), y: sub(x, y) }), { x: 1, y: 2 }).root.x;
 * console.log(grad(crossing)(3).item()); // 1 / sqrt 2
 * ```
 * @see  Dennis & Schnabel (1996), Numerical Methods for Unconstrained Optimization and Nonlinear Equations, section 6.5
 */
export function newton<const Initial>(
  residual: (x: Widened<Initial>) => Widened<Initial>,
  initial: Initial,
  options: NewtonOptions = {},
): Root<Widened<Initial>> {
  checkOptions(options, newtonChecks, "newton");
  const { maximumSteps = 50 } = options;
  requireSteps("newton", maximumSteps);
  const start = stateOf("newton", "initial", initial);
  const tree = (leaves: FlatState): Widened<Initial> => unflatten(start.structure, leaves) as Widened<Initial>;
  const equations = (leaves: FlatState): FlatState => slopeOf("newton", "residual", start, residual(tree(leaves)));
  const { solution, report } = solveImplicitly<[FlatState], FlatState, RootSearch>(
    {
      where: "newton",
      residual: equations,
      solve: (leaves) => {
        const packing = new Packing(start.leaves);
        const { vector, status, steps } = iterate(
          (x) => packing.join(equations(packing.split(x))),
          packing.join(leaves),
          tolerancesFor(packing.dtype, options),
          maximumSteps,
        );
        return { solution: packing.split(vector), report: { status, steps } };
      },
    },
    [start.leaves],
  );
  return { root: tree(solution), ...report };
}

interface StepTolerances {
  readonly relative: number;
  readonly absolute: number;
}

function tolerancesFor(dtype: Arr["dtype"], { relativeTolerance, absoluteTolerance }: NewtonOptions): StepTolerances {
  const single = dtype === "f32";
  return {
    relative: relativeTolerance ?? (single ? 1e-5 : 1e-10),
    absolute: absoluteTolerance ?? (single ? 1e-6 : 1e-12),
  };
}

interface Iterate {
  readonly vector: Arr;
  /** F at the vector. */
  readonly value: Arr;
  readonly running: Arr;
  readonly status: Arr;
  readonly steps: Arr;
}

const length = (vector: Arr): Arr => sqrt(sum(square(vector)));

function iterate(f: (x: Arr) => Arr, initial: Arr, tolerances: StepTolerances, maximumSteps: number): Iterate {
  const value = f(initial);
  const known = less(length(value), Infinity);
  const begin: Iterate = {
    vector: initial,
    value,
    running: known,
    status: cast(where(known, solverStatus.stepsExhausted, solverStatus.nonFinite), "i32"),
    steps: cast(0, "i32"),
  };
  return whileLoop(
    (current) => current.running,
    (current) => step(f, current, tolerances),
    begin,
    { maxSteps: maximumSteps },
  );
}

function step(f: (x: Arr) => Arr, current: Iterate, { relative, absolute }: StepTolerances): Iterate {
  const { vector, value, steps } = current;
  const solved = equal(length(value), 0);
  const direction = where(solved, 0, newtonDirection(jacobian(f)(vector), value));
  const regular = less(length(direction), Infinity);
  const isLast = lessEqual(max(div(abs(direction), add(mul(abs(vector), relative), absolute))), 1);
  const { fraction, found } = shorten(f, vector, value, direction, logicalOr(isLast, logicalNot(regular)));
  const moves = logicalAnd(regular, found);
  const next = where(moves, add(vector, mul(direction, fraction)), vector);
  const failure = where(regular, solverStatus.stepTooSmall, solverStatus.singular);
  const ended = logicalOr(isLast, logicalNot(moves));
  const status = where(isLast, solverStatus.converged, where(moves, solverStatus.stepsExhausted, failure));
  return {
    vector: next,
    value: f(next),
    running: logicalNot(ended),
    status: cast(status, "i32"),
    steps: add(steps, 1),
  };
}

/** −J⁻¹ F. */
function newtonDirection(matrix: Arr, value: Arr): Arr {
  return value.size === 1 ? neg(div(value, reshape(matrix, [1]))) : solve(matrix, neg(value));
}

/** The largest of 1, 1/2, 1/4, … for which |F| falls by at least a ten-thousandth of what the slope promises. */
function shorten(
  f: (x: Arr) => Arr,
  vector: Arr,
  value: Arr,
  direction: Arr,
  whole: Arr,
): { fraction: Arr; found: Arr } {
  const before = length(value);
  const begin = { fraction: cast(1, vector.dtype), found: whole };
  return scan(
    ({ fraction, found }) =>
      cond(
        found,
        () => ({ fraction, found }),
        () => {
          const after = length(f(add(vector, mul(direction, fraction))));
          const falls = lessEqual(after, mul(before, sub(1, mul(fraction, 1e-4))));
          return { fraction: where(falls, fraction, mul(fraction, 0.5)), found: falls };
        },
      ),
    begin,
    { length: mostHalvings },
  ).carry;
}
