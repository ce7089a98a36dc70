/** Compiles residuals of a tree into a vector problem: residuals and exact Jacobian, each compiled once. */
import type { Arr } from "../../src/array/index.ts";
import type { TargetName } from "../../src/compile/target.ts";
import { ShapeError } from "../../src/errors/index.ts";
import { jacobian, jvp } from "../../src/transforms/index.ts";
import { compileVectors, type VectorFunction } from "./compile-vectors.ts";
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
  const options = { fixed, target, where };
  const sizes = [start.length];
  const ofVector = (vector: Arr, held: readonly Arr[]): Arr => {
    const all = ravel(residuals(parameters.assemble(vector, held)), where);
    if (all.size > 0) return all;
    throw new ShapeError({ where, expected: "at least one residual", received: "none", hint: "Are the data empty?" });
  };
  const began = performance.now();
  const at = compileVectors(([vector], held) => ofVector(vector!, held), { sizes, ...options });
  const derivatives = compileVectors(([vector], held) => jacobian(ofVector)(vector!, held), { sizes, ...options });
  // The derivative, along the same direction, of the derivative along it: forward over forward.
  const slopeAlong = (vector: Arr, direction: Arr, held: readonly Arr[]): Arr =>
    jvp((x: Arr) => ofVector(x, held), [vector], [direction]).tangent;
  const compileSecond = (): VectorFunction =>
    compileVectors(
      ([vector, direction], held) => jvp((x: Arr) => slopeAlong(x, direction!, held), [vector!], [direction!]).tangent,
      { sizes: [start.length, start.length], ...options },
    );
  let second: VectorFunction | undefined;
  const compileSeconds = (performance.now() - began) / 1000;
  return {
    problem: {
      size: start.length,
      ...box,
      residuals: (point) => at(point)[0]!,
      jacobian: (point) => derivatives(point)[0]!,
      // Compiled when a method first asks for it.
      secondDerivative: (point, direction) => (second ??= compileSecond())(point, direction)[0]!,
    },
    compileSeconds,
  };
}
