/** Compiles residuals of a tree into a vector problem: residuals and exact Jacobian, each compiled once. */
import { type Arr, array } from "../../src/array/index.ts";
import type { TargetName } from "../../src/compile/target.ts";
import { jacobian, jit, jvp } from "../../src/transforms/index.ts";
import { sameNumbers } from "./compile-objective.ts";
import { type FitParameters, ravel } from "./parameters.ts";
import type { ResidualProblem } from "./vector-problem.ts";

/** Compiled residuals. */
export interface CompiledResiduals {
  readonly problem: ResidualProblem;
  /** Wall time of tracing and compiling, seconds. */
  readonly compileSeconds: number;
}

/** Compiles residuals, an array or a tree of arrays, for the free numbers of their parameters. */
export function compileResiduals<P>(
  residuals: (params: P) => unknown,
  parameters: FitParameters<P>,
  target: TargetName | undefined,
  where: string,
): CompiledResiduals {
  const { start, fixed, box } = parameters;
  const options = target === undefined ? {} : { target };
  const ofVector = (vector: Arr, held: readonly Arr[]): Arr =>
    ravel(residuals(parameters.assemble(vector, held)), where);
  const compiledResiduals = jit(ofVector, options);
  const compiledJacobian = jit(jacobian(ofVector), options);
  const at = (point: Float64Array): Float64Array => Float64Array.from(compiledResiduals(array(point), fixed).toArray());
  const derivatives = (point: Float64Array): Float64Array =>
    Float64Array.from(compiledJacobian(array(point), fixed).toArray());
  // The derivative, along the same direction, of the derivative along it: forward over forward.
  const slopeAlong = (vector: Arr, direction: Arr, held: readonly Arr[]): Arr =>
    jvp((x: Arr) => ofVector(x, held), [vector], [direction]).tangent;
  const compiledSecond = jit(
    (vector: Arr, direction: Arr, held: readonly Arr[]): Arr =>
      jvp((x: Arr) => slopeAlong(x, direction, held), [vector], [direction]).tangent,
    options,
  );
  const began = performance.now();
  const first = { residuals: at(start), jacobian: derivatives(start) };
  const compileSeconds = (performance.now() - began) / 1000;
  return {
    problem: {
      size: start.length,
      ...box,
      // The calls that compiled are the method's first.
      residuals: (point) => (sameNumbers(point, start) ? first.residuals : at(point)),
      jacobian: (point) => (sameNumbers(point, start) ? first.jacobian : derivatives(point)),
      // Compiled when a method first asks for it.
      secondDerivative: (point, direction) =>
        Float64Array.from(compiledSecond(array(point), array(direction), fixed).toArray()),
    },
    compileSeconds,
  };
}
