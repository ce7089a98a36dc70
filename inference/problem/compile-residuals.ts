/** Compiles residuals of a tree into a vector problem: residuals and exact Jacobian, traced once. */
import { jvp, valueAndJacobian, type Arr, type TargetName } from "../../src/index.ts";
import {
  workOfProgram,
  compileProgram,
  compileVectors,
  traceVectors,
  type Program,
  type VectorFunction,
  type VectorFunctionOptions,
  ShapeError,
} from "../../src/internal.ts";
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
  const { start, fixed, box, leaves } = parameters;
  const options = { fixed, target, where };
  const sizes = [start.length];
  const ofVector = (vector: Arr, held: readonly Arr[]): Arr => {
    const all = ravel(residuals(parameters.assemble(vector, held)), where);
    if (all.size > 0) return all;
    throw new ShapeError({ where, expected: "at least one residual", received: "none", hint: "Are the data empty?" });
  };
  const began = performance.now();
  const program = traceVectors(
    ([vector], held) => {
      const { value, jacobian } = valueAndJacobian(ofVector)(vector!, held);
      return [value, jacobian];
    },
    { sizes, ...options },
  );
  const { at, derivatives } =
    workOfProgram(program) < cheapWork
      ? together(program, { sizes, ...options })
      : apart(program, { sizes, ...options });
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
      leaves,
      residuals: at,
      jacobian: derivatives,
      // Compiled when a method first asks for it.
      secondDerivative: (point, direction) => (second ??= compileSecond())(point, direction)[0]!,
    },
    compileSeconds,
  };
}

/**
 * Work below which residuals and Jacobian are one program, about a quarter of a millisecond: a step that is not taken then has computed
 * a Jacobian in vain, and a fit has compiled one program instead of two.
 */
const cheapWork = 1e6;

/** What a method asks of residuals, as functions of a point. */
interface ResidualCalls {
  readonly at: (point: Float64Array) => Float64Array;
  readonly derivatives: (point: Float64Array) => Float64Array;
}

/** Residuals and Jacobian from one run: whoever has asked for the first need not wait for the second. */
function together(program: Program, options: VectorFunctionOptions): ResidualCalls {
  const { run, read } = compileProgram(program, options);
  let last: Float64Array | null = null;
  const runAt = (point: Float64Array): void => {
    if (last?.every((value, i) => Object.is(value, point[i])) === true) return;
    run(point);
    last = point.slice();
  };
  return {
    at: (point) => {
      runAt(point);
      return read(0);
    },
    derivatives: (point) => {
      runAt(point);
      return read(1);
    },
  };
}

/** Each by a program of its own, without what only the other needs. */
function apart(program: Program, options: VectorFunctionOptions): ResidualCalls {
  const [residuals, jacobian] = program.outputs.map((output) =>
    compileProgram({ ...program, outputs: [output] }, options),
  );
  return {
    at: (point) => {
      residuals!.run(point);
      return residuals!.read(0);
    },
    derivatives: (point) => {
      jacobian!.run(point);
      return jacobian!.read(0);
    },
  };
}
