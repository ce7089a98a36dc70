/** Compiles an objective of a tree into a vector problem: value and gradient from one program, compiled once. */
import { type Arr, array } from "../../src/array/index.ts";
import type { TargetName } from "../../src/compile/target.ts";
import { hessian, jit, valueAndGrad } from "../../src/transforms/index.ts";
import type { FitParameters } from "./parameters.ts";
import type { Evaluation, SmoothProblem } from "./vector-problem.ts";

/** A compiled objective. */
export interface CompiledObjective {
  readonly problem: SmoothProblem;
  /** Second derivatives over the coordinates, by rows; compiled when first asked for. */
  readonly hessian: (point: Float64Array) => Float64Array[];
  /** Wall time of tracing and compiling, seconds. */
  readonly compileSeconds: number;
}

/** Compiles the objective for the free numbers of its parameters. */
export function compileObjective<P>(
  objective: (params: P) => Arr,
  parameters: FitParameters<P>,
  target: TargetName | undefined,
): CompiledObjective {
  const { start, fixed, box } = parameters;
  const options = target === undefined ? {} : { target };
  const ofVector = (vector: Arr, held: readonly Arr[]): Arr => objective(parameters.assemble(vector, held));
  const compiled = jit(valueAndGrad(ofVector), options);
  const evaluate = (point: Float64Array): Evaluation => {
    const { value, grad } = compiled(array(point), fixed);
    return { value: value.item(), gradient: Float64Array.from(grad.toArray()) };
  };
  const began = performance.now();
  const first = evaluate(start);
  const compileSeconds = (performance.now() - began) / 1000;
  const second = jit(hessian(ofVector), options);
  return {
    problem: {
      size: start.length,
      ...box,
      // The call that compiled is the method's first.
      evaluate: (point) => (sameNumbers(point, start) ? first : evaluate(point)),
    },
    hessian: (point) => rowsOf(Float64Array.from(second(array(point), fixed).toArray()), start.length),
    compileSeconds,
  };
}

/** True when two vectors hold the same numbers. */
export function sameNumbers(a: Float64Array, b: Float64Array): boolean {
  return a.every((value, i) => value === b[i]);
}

function rowsOf(matrix: Float64Array, n: number): Float64Array[] {
  return Array.from({ length: n }, (_, i) => matrix.slice(i * n, (i + 1) * n));
}
