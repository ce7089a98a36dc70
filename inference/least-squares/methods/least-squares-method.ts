/** LeastSquaresMethod: a method for sums of squares, before it is given residuals. */
import type { Method } from "../../drive/method.ts";
import type { Iterate } from "../../fit/iterate.ts";
import type { ResidualProblem } from "../../problem/vector-problem.ts";

/** What every least-squares state tells. */
export interface ResidualIterate extends Iterate {
  /** Residuals at the point, shape [m]. */
  readonly residuals: Float64Array;
  /** Their derivatives there, shape [m, n] row by row. */
  readonly jacobian: Float64Array;
}

/** A configured method; `bind` gives it a problem. */
export interface LeastSquaresMethod<S extends ResidualIterate, I> {
  /** Name as a report prints it: "gauss-newton". */
  readonly name: string;
  /** Its settings as plain data: a checkpoint is continued only by a method with the same. */
  readonly settings?: unknown;
  /** The method on one problem, from a flat vector. */
  bind(problem: ResidualProblem): Method<Float64Array, S, I>;
}
