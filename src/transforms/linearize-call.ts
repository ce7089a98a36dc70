/** Linearisation of a call: its value now, and its derivative there as a program linear in the tangents. */

import type { Arr } from "../array/arr.ts";
import { isFloat } from "../array/dtype.ts";
import { describeType, DerivativeError } from "../errors/index.ts";
import { add } from "../primitives/elementwise/arithmetic.ts";
import { zerosOf } from "../array/zeros.ts";
import type { Tangent, TransposeOperand } from "../program/primitive.ts";
import { ProgramBuilder } from "../program/builder.ts";
import type { Program } from "../program/program.ts";
import { prune } from "../program/prune.ts";
import { argumentPaths, type FlatArguments, type TracedCall } from "./trace-call.ts";
import { pushForward, throwsDerivativeError } from "../interpreters/push-forward.ts";
import { transposeProgram } from "../interpreters/transpose.ts";

export interface Linearization {
  /** Values of the result's leaves. */
  readonly outputs: readonly Arr[];
  /** Inputs are `residuals`, then a tangent for each differentiated leaf; outputs are tangents of the leaves in `moving`. */
  readonly program: Program;
  readonly residuals: readonly Arr[];
  /** Which result leaves depend on the differentiated ones. */
  readonly moving: readonly boolean[];
  /** What the user calls the differentiated leaves, for errors. */
  readonly paths: readonly string[];
}

/** Linearises a traced call in those argument leaves that `differentiated` marks; result leaves that are not `wanted` do not move. */
export function linearizeCall(
  { program, captures }: TracedCall,
  { values, structure }: FlatArguments,
  differentiated: readonly boolean[],
  where: string,
  wanted: readonly boolean[] = program.outputs.map(() => true),
): Linearization {
  const paths = argumentPaths(structure);
  const builder = new ProgramBuilder();
  const tangents = values.map((value, i): Tangent => {
    if (differentiated[i] !== true) return null;
    if (!isFloat(value.dtype)) {
      throw new DerivativeError({
        where,
        path: paths[i]!,
        expected: "an f64 or f32 leaf to differentiate",
        received: describeType(value),
        hint: "Pass what is not differentiated as another argument, or close over it.",
      });
    }
    return builder.input({ shape: value.shape, dtype: value.dtype });
  });
  const result = pushForward(
    program,
    [...captures, ...values],
    [...captures.map(() => null), ...tangents],
    "linearize",
    { inputPaths: [...captures.map(() => ""), ...paths], wanted },
  );
  const moving = result.tangents.map((tangent) => tangent !== null);
  const linear = builder.finish(result.tangents.filter((tangent) => tangent !== null));
  return {
    outputs: result.outputs,
    program: prune(linear.program),
    residuals: linear.captures,
    moving,
    paths: paths.filter((_, i) => differentiated[i]),
  };
}

/** Cotangents of the differentiated leaves; a leaf that the result does not depend on gets zeros. */
export function pullBack(linear: Linearization, cotangents: readonly Arr[]): Arr[] {
  const { program, residuals, moving } = linear;
  const back = transposeLinearization(
    linear,
    cotangents.filter((_, i) => moving[i]),
  );
  return program.inputs.slice(residuals.length).map(({ type }, i) => back[i] ?? zerosOf(type));
}

/**
 * Cotangents of the differentiated leaves from cotangents of those leaves of the result that move; null for zero.
 *
 * @throws DerivativeError naming the leaf that depends on a cotangent through an equation that has no way back
 */
export function transposeLinearization(
  { program, residuals, paths }: Linearization,
  cotangents: readonly Arr[],
): Tangent[] {
  const transpose = (isLinear: (leaf: number) => boolean): Tangent[] => {
    const inputs = program.inputs.map(({ type }, i): TransposeOperand => {
      const leaf = i - residuals.length;
      if (leaf < 0) return { kind: "known", value: residuals[i]! };
      return isLinear(leaf) ? { kind: "linear", type } : { kind: "known", value: zerosOf(type) };
    });
    return transposeProgram(program, inputs, cotangents, add).slice(residuals.length);
  };
  try {
    return transpose(() => true);
  } catch (error) {
    if (!(error instanceof DerivativeError) || error.details.path !== undefined) throw error;
    // Which leaf is to blame shows when each moves alone.
    const leaf = paths.findIndex((_, i) => throwsDerivativeError(() => transpose((each) => each === i)));
    throw leaf < 0 ? error : new DerivativeError({ ...error.details, path: paths[leaf]! });
  }
}
