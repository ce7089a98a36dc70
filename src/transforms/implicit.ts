/** Derivatives of solutions by the implicit function theorem: through the defining equation, never through the solver. */

import type { Arr } from "../array/arr.ts";
import { sub } from "../ops/elementwise/elementwise.ts";
import { asArr } from "../ops/operands.ts";
import { flatten, type Tree, unflatten } from "../tree/index.ts";
import { grad } from "./grad.ts";
import { solveImplicitly } from "./implicit-solution.ts";
import { conformLeaves } from "./vjp.ts";

/**
 * The solution x of F(x, ...args) = 0 as a function of `args`, differentiable to any order, in forward and reverse mode, under vmap and jit.
 *
 * The derivative is −F_x⁻¹ F_args at the solution, from one dense linear system with as many unknowns as the solution has
 * elements: n³ operations, so for up to some hundreds of unknowns. `solve` is never differentiated: it may branch, loop and
 * round as it likes, and may read a starting point from outside. A derivative is as exact as the solution: where F is not zero, it
 * belongs to the neighbouring problem whose solution was found. Where F_x is singular it is infinite or NaN.
 *
 * What `residual` closes over is differentiated like the arguments. A solution found elsewhere for these very arguments, by
 * a solver that is no array program, is differentiated by a `solve` that returns it.
 *
 * @param residual  F(solution, ...args): a tree like the solution, with its shapes and element types
 * @param solve     (...args) -> the solution, a tree of f64 or f32 leaves
 * @returns         (...args) -> the solution
 * @throws          TreeError or ShapeError naming the leaf where the residual is not like the solution; DTypeError naming a leaf of
 *                  the solution that is not floating-point
 * @example
 * ```ts
 * import { type Arr, array, grad, implicit } from "fluxion";
 * // x³ = a, for which a cube root on the host is solver enough.
 * const root = implicit.root((x: Arr, a: Arr) => x.pow(3).sub(a), (a: Arr) => a.cbrt());
 * console.log(root(array(8)).item(), grad(root)(8).item()); // 2, and 1 / (3 · 2²)
 * ```
 * @see  Krantz & Parks (2002), The Implicit Function Theorem; Blondel et al. (2022), Efficient and modular implicit
 *       differentiation, NeurIPS 35
 */
export function root<Solution, Args extends readonly unknown[]>(
  residual: (solution: Solution, ...args: Args) => Solution,
  solve: (...args: Args) => Solution,
): (...args: Args) => Solution {
  return differentiable("implicit.root", residual, solve);
}

/**
 * The fixed point x = step(x, ...args) as a function of `args`: `root` of step(x) − x, so that iterations to convergence leave no
 * trace in the derivative and keep nothing for it.
 *
 * @param step   (x, ...args) -> the next x, a tree like it
 * @param solve  (...args) -> the fixed point
 * @returns      (...args) -> the fixed point
 * @throws       as root; the derivative is infinite or NaN where a perturbation of x persists (an eigenvalue of step_x is 1)
 * @example
 * ```ts
 * import { type Arr, grad, implicit, scan } from "fluxion";
 * // Kepler's equation E = M + e sin E, whose iteration contracts by e.
 * const step = (anomaly: Arr, mean: Arr, eccentricity: Arr) => anomaly.sin().mul(eccentricity).add(mean);
 * const eccentricAnomaly = implicit.fixedPoint(step, (mean: Arr, eccentricity: Arr) =>
 *   scan((anomaly) => step(anomaly, mean, eccentricity), mean, { length: 60 }).carry,
 * );
 * console.log(grad(eccentricAnomaly)(1, 0.3).item()); // 1 / (1 − e cos E)
 * ```
 * @see  root
 */
export function fixedPoint<Solution, Args extends readonly unknown[]>(
  step: (solution: Solution, ...args: Args) => Solution,
  solve: (...args: Args) => Solution,
): (...args: Args) => Solution {
  const where = "implicit.fixedPoint";
  const residual = (solution: Solution, ...args: Args): Solution => {
    const { leaves, structure } = flatten(solution as Tree);
    const before = leaves.map((leaf) => asArr(leaf));
    const after = conformLeaves(step(solution, ...args), structure, before, where, "step");
    return unflatten(
      structure,
      after.map((leaf, i) => sub(leaf, before[i]!)),
    ) as Solution;
  };
  return differentiable(where, residual, solve);
}

/**
 * The minimiser x of objective(x, ...args) as a function of `args`: `root` of the gradient. A maximum or a saddle point will do as
 * well; on a bound it will not, since the gradient is not zero there.
 *
 * @param objective  (x, ...args) -> a scalar, twice differentiable at the minimum
 * @param solve      (...args) -> the minimiser
 * @returns          (...args) -> the minimiser; its derivative needs the Hessian of the objective to be invertible, and is
 *                   infinite or NaN where it is not
 * @throws           as root; ShapeError when the objective is not a scalar
 * @example
 * ```ts
 * import { type Arr, array, implicit, jacobian } from "fluxion";
 * // The point between two springs: the derivative says how far it follows the anchors.
 * const energy = (x: Arr, anchors: Arr) => x.sub(anchors).square().mul(array([1, 3])).sum();
 * const rest = implicit.argmin(energy, (anchors: Arr) => anchors.mul(array([0.25, 0.75])).sum());
 * console.log(jacobian(rest)(array([0, 2])).toNested()); // → [ 0.25, 0.75 ]
 * ```
 * @see  root
 */
export function argmin<Solution, Args extends readonly unknown[]>(
  objective: (solution: Solution, ...args: Args) => Arr,
  solve: (...args: Args) => Solution,
): (...args: Args) => Solution {
  const slope = grad(objective) as (solution: Solution, ...args: Args) => Solution;
  return differentiable("implicit.argmin", slope, solve);
}

function differentiable<Solution, Args extends readonly unknown[]>(
  where: string,
  residual: (solution: Solution, ...args: Args) => Solution,
  solve: (...args: Args) => Solution,
): (...args: Args) => Solution {
  const problem = {
    where,
    residual,
    solve: (...args: Args) => ({ solution: solve(...args), report: [] }),
  };
  return (...args) => solveImplicitly(problem, args).solution;
}
