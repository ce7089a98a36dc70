/** Compiles a log density of parameters into one of an unconstrained vector: value and gradient from one program. */
import type { Arr, TargetName } from "../../src/index.ts";
import type { UnconstrainedSpace } from "../../src/internal.ts";
import { compileObjective } from "../problem/compile-objective.ts";
import { unbounded } from "../problem/box.ts";
import type { Evaluation } from "../problem/vector-problem.ts";

/** A compiled log density of u. */
export interface CompiledLogDensity {
  readonly size: number;
  /** The log density, Jacobian included, and its gradient; not finite where it does not exist. */
  readonly evaluate: (vector: Float64Array) => Evaluation;
  /** Its second derivatives, by rows; compiled when first asked for. */
  readonly hessian: (vector: Float64Array) => Float64Array[];
}

/** Compiles the log density, with the log Jacobian of the constraints in it. */
export function compileLogDensity<P>(
  logDensity: (params: P) => Arr,
  space: UnconstrainedSpace<P>,
  target: TargetName | undefined,
  where: string,
): CompiledLogDensity {
  const ofVector = space.logDensity(logDensity);
  const { problem, hessian } = compileObjective<Arr>(
    (value) => value,
    {
      start: space.start,
      fixed: space.fixed,
      box: unbounded(space.size),
      leaves: [],
      assemble: (vector, fixed) => ofVector(vector, fixed),
    },
    target,
    where,
  );
  return { size: space.size, evaluate: (vector) => problem.evaluate(vector), hessian };
}
