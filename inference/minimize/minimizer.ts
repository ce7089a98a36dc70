/** Minimizer: a method for functions of a vector, before it is given a problem. */
import type { Method } from "../drive/method.ts";
import type { Iterate } from "../fit/iterate.ts";
import type { StopRules } from "../fit/judge.ts";
import type { SmoothProblem } from "../problem/vector-problem.ts";

/** A configured method; `bind` gives it a problem. `Problem` says what it asks of one: by default value and gradient. */
export interface Minimizer<S extends Iterate, I, Problem = SmoothProblem> {
  /** Name as a report prints it: "lbfgsb". */
  readonly name: string;
  /** Its settings as plain data: a checkpoint is continued only by a method with the same. */
  readonly settings?: unknown;
  /** Whether it asks for derivatives; where it does not, none is ever taken of the objective. Default "exact". */
  readonly derivatives?: "exact" | "none";
  /** Stop rules that suit the method better than the general ones; the user's own take their place. */
  readonly stop?: StopRules;
  /** The method on one problem, from a flat vector. */
  readonly bind: (problem: Problem) => Method<Float64Array, S, I>;
}
