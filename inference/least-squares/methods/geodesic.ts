/** Geodesic acceleration: how a damped step should bend to follow the residuals' own curvature. */
import { multiply } from "../../linear-algebra/vectors.ts";
import { OptionError } from "../../../src/internal.ts";
import type { ResidualProblem } from "../../problem/vector-problem.ts";
import { boundedLinear } from "../linear/bounded-linear.ts";
import type { LinearModel } from "./linear-model.ts";

/**
 * What is added to a straight step v, in scaled coordinates: the minimiser of || R b + ½ r_vv ||² + damping || b ||² over
 * what the box leaves, r_vv being the second derivative of the residuals along v. The step v + b follows, to second order,
 * the geodesic that leaves along v on the surface of all that the model can predict.
 *
 * @see Transtrum & Sethna (2012), Improvements to the Levenberg-Marquardt algorithm for nonlinear least-squares
 *      minimization, arXiv:1201.5885
 */
export function geodesicBend(
  problem: ResidualProblem,
  { system, box, unscale, weights }: LinearModel,
  point: Float64Array,
  straight: Float64Array,
  damping: number,
): Float64Array {
  if (problem.secondDerivative === undefined) {
    throw new OptionError({
      where: "levenbergMarquardt",
      path: "acceleration",
      expected: "a problem with secondDerivative, for geodesic acceleration",
      received: "a problem with residuals and Jacobian alone",
    });
  }
  const second = problem.secondDerivative(point, multiply(straight, unscale));
  const half = second.map((value, i) => 0.5 * value * (weights === null ? 1 : weights[i]!));
  // Bounds that the straight step lies on must hold the zero that the active-set method starts from.
  const left = {
    lower: box.lower.map((bound, i) => Math.min(0, bound - straight[i]!)),
    upper: box.upper.map((bound, i) => Math.max(0, bound - straight[i]!)),
  };
  return boundedLinear(
    { rows: system.rows, offset: system.reduce(half), isDetermined: system.isDetermined },
    left,
    damping,
  );
}
