/** Minimizer: a method for smooth functions of a vector, before it is given a problem. */
import type { Method } from "../method.ts";
import type { Iterate } from "../problem/iterate.ts";
import type { SmoothProblem } from "../problem/vector-problem.ts";

/** A configured method; `bind` gives it a problem. */
export interface Minimizer<S extends Iterate, I> {
  /** Name as a report prints it: "lbfgsb". */
  readonly name: string;
  /** The method on one problem, from a flat vector. */
  bind(problem: SmoothProblem): Method<Float64Array, S, I>;
}
