/** Compiles an objective of a tree into a vector problem: value, gradient and second derivatives, each when first asked for. */
import { type Arr, array } from "../../src/array/index.ts";
import type { TargetName } from "../../src/compile/target.ts";
import { hessian, hvp, jit, valueAndGrad } from "../../src/transforms/index.ts";
import type { FitParameters } from "./parameters.ts";
import type { Evaluation, ObjectiveProblem } from "./vector-problem.ts";

/** A compiled objective. */
export interface CompiledObjective {
  readonly problem: ObjectiveProblem;
  /** Second derivatives over the coordinates, by rows. */
  readonly hessian: (point: Float64Array) => Float64Array[];
  /** Wall time of tracing and compiling so far, seconds. */
  readonly compileSeconds: () => number;
}

/** What there is to know of parameters to compile a function of them. */
export type VectorParameters<P> = Pick<FitParameters<P>, "start" | "fixed" | "box" | "leaves" | "assemble">;

/**
 * Compiles the objective for the free numbers of its parameters. What is never asked for is never traced: an objective
 * without derivatives can be evaluated.
 */
export function compileObjective<P>(
  objective: (params: P) => Arr,
  parameters: VectorParameters<P>,
  target: TargetName | undefined,
): CompiledObjective {
  const { fixed, box, leaves, start } = parameters;
  const options = target === undefined ? {} : { target };
  const ofVector = (vector: Arr, held: readonly Arr[]): Arr => objective(parameters.assemble(vector, held));
  let seconds = 0;
  /** The first call of a compiled function compiles it. */
  const timed = <A extends readonly unknown[], R>(compiled: (...args: A) => R): ((...args: A) => R) => {
    let called = false;
    return (...args) => {
      if (called) return compiled(...args);
      const began = performance.now();
      const result = compiled(...args);
      called = true;
      seconds += (performance.now() - began) / 1000;
      return result;
    };
  };
  const plain = timed(jit(ofVector, options));
  const first = timed(jit(valueAndGrad(ofVector), options));
  const along = timed(
    jit((vector: Arr, direction: Arr, held: readonly Arr[]) => hvp(ofVector)(vector, held, direction), options),
  );
  const second = timed(jit(hessian(ofVector), options));
  const numbers = (values: Arr): Float64Array => Float64Array.from(values.toArray());
  return {
    problem: {
      size: start.length,
      ...box,
      leaves,
      value: (point) => plain(array(point), fixed).item(),
      evaluate: (point): Evaluation => {
        const { value, grad } = first(array(point), fixed);
        return { value: value.item(), gradient: numbers(grad) };
      },
      hessianProduct: (point, vector) => numbers(along(array(point), array(vector), fixed)),
    },
    hessian: (point) => rowsOf(numbers(second(array(point), fixed)), start.length),
    compileSeconds: () => seconds,
  };
}

/** True when two vectors hold the same numbers. */
export function sameNumbers(a: Float64Array, b: Float64Array): boolean {
  return a.every((value, i) => value === b[i]);
}

function rowsOf(matrix: Float64Array, n: number): Float64Array[] {
  return Array.from({ length: n }, (_, i) => matrix.slice(i * n, (i + 1) * n));
}
