/** Compiles an objective of a tree into a vector problem: value, gradient and second derivatives, each when first asked for. */
import { hessian, hvp, valueAndGrad, type Arr, type TargetName } from "../../src/index.ts";
import { compileVectors, type VectorFunction, ShapeError } from "../../src/internal.ts";
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
 *
 * @param where  the function the user called, for errors
 */
export function compileObjective<P>(
  objective: (params: P) => Arr,
  parameters: VectorParameters<P>,
  target: TargetName | undefined,
  where: string,
): CompiledObjective {
  const { fixed, box, leaves, start } = parameters;
  const size = start.length;
  const ofVector = (vector: Arr, held: readonly Arr[]): Arr => objective(parameters.assemble(vector, held));
  let seconds = 0;
  /** Compiled at the first call. */
  const compiled = (f: (vectors: readonly Arr[], held: readonly Arr[]) => unknown, vectors: number): VectorFunction => {
    let known: VectorFunction | undefined;
    const sizes = new Array<number>(vectors).fill(size);
    return (...points) => {
      if (known === undefined) {
        const began = performance.now();
        known = compileVectors(f, { sizes, fixed, target, where });
        seconds += (performance.now() - began) / 1000;
      }
      return known(...points);
    };
  };
  const plain = compiled(([vector], held) => ofVector(vector!, held), 1);
  const first = compiled(([vector], held) => {
    const { value, grad } = valueAndGrad(ofVector)(vector!, held);
    return [value, grad];
  }, 1);
  const along = compiled(([vector, direction], held) => hvp(ofVector)(vector!, held, direction!), 2);
  const second = compiled(([vector], held) => hessian(ofVector)(vector!, held), 1);
  return {
    problem: {
      size,
      ...box,
      leaves,
      value: (point) => single(plain(point), where),
      evaluate: (point): Evaluation => {
        const [value, gradient] = first(point);
        return { value: value![0]!, gradient: gradient! };
      },
      hessianProduct: (point, vector) => along(point, vector)[0]!,
    },
    hessian: (point) => rowsOf(second(point)[0]!, size),
    compileSeconds: () => seconds,
  };
}

/** The one number that an objective returned. */
function single(outputs: readonly Float64Array[], where: string): number {
  if (outputs.length === 1 && outputs[0]!.length === 1) return outputs[0]![0]!;
  throw new ShapeError({
    where,
    problem: "the objective does not return a scalar",
    received: outputs.length === 1 ? `${outputs[0]!.length} numbers` : `a tree of ${outputs.length} arrays`,
    hint: "Sum what it returns, as in residuals.square().sum().",
  });
}

function rowsOf(matrix: Float64Array, n: number): Float64Array[] {
  return Array.from({ length: n }, (_, i) => matrix.slice(i * n, (i + 1) * n));
}
