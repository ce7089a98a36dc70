/** differentiatedAs: a program that is run as it is, and differentiated as another that computes the same up to a tolerance. */

import { ofPrograms } from "../work.ts";
import type { ArrayType } from "../../array/shape.ts";
import { mul } from "../elementwise/arithmetic.ts";
import { exp } from "../elementwise/exponential.ts";
import { bind } from "../../program/bind.ts";
import { traceClosed } from "../../program/close.ts";
import { evaluate } from "../../interpreters/evaluate.ts";
import type { Program } from "../../program/program.ts";
import { pushForward, type PushForwardMode } from "../../interpreters/push-forward.ts";
import { nonlinear, uniform } from "../../program/derivative.ts";
import { batchBranches } from "./branching.ts";
import { referenceOf } from "./composite.ts";
import type { DerivativeProgram, JointResult, Primitive, Tangent, Value } from "../../program/primitive.ts";

export type DifferentiatedAsAttributes = Readonly<{
  /** Takes the operands; its results are those of the equation. */
  program: Program;
  /** Takes the same and returns results of the same types, equal up to a tolerance. */
  derivative: DerivativeProgram;
  /**
   * Whether the values stay those of `program` where the equation is differentiated. False where results only make sense together
   * with their own tangents, such as the pieces of a curve.
   */
  keepsValues: boolean;
}>;

/**
 * What is asked of a value and of a derivative may differ: steps that are fine enough for a solution may be too wide for its
 * derivative. The value is that of `program`, the tangents are those of the other program.
 */
export const differentiatedAs: Primitive<DifferentiatedAsAttributes> = {
  name: "differentiatedAs",
  outputTypes: (_operands, { program }) => program.outputs.map(({ type }) => type),
  reference: referenceOf((operands, { program }: DifferentiatedAsAttributes) => evaluate(program, operands)),
  expand: (operands, { program }) => evaluate(program, operands),
  derivative: {
    kind: "joint",
    forward: (operands, tangents, attributes, wanted) =>
      differentiate(operands, tangents, attributes, wanted, "forward"),
    linearize: (operands, tangents, attributes, wanted) =>
      differentiate(operands, tangents, attributes, wanted, "linearize"),
  },
  transposition: nonlinear,
  batch(operands, mapped, { program, derivative, keepsValues }, size) {
    const [batched] = batchBranches([program], mapped, size);
    const outputs = bind(differentiatedAs, operands, {
      program: batched!,
      derivative: {
        kind: "derivative-program",
        of: (moving) => batchBranches([derivative.of(moving)], mapped, size)[0]!,
      },
      keepsValues,
    });
    return { outputs, mapped: outputs.map(() => true) };
  },
  family: "custom",
  work: ofPrograms,
  commutes: false,
  programs: { kind: "call", of: ({ program }) => program },
  fault: {},
  check: () => {
    const types: ArrayType[] = [{ shape: [2], dtype: "f64" }];
    return [
      {
        label: "exp twice",
        operands: [uniform(-1, 1, [2])],
        attributes: {
          program: traceClosed(types, ([x]) => [exp(mul(x!, 2))]),
          derivative: {
            kind: "derivative-program",
            of: () => traceClosed(types, ([x]) => [mul(exp(x!), exp(x!))]),
          },
          keepsValues: true,
        },
        order: 2,
      },
    ];
  },
};

function differentiate(
  operands: readonly Value[],
  tangents: readonly Tangent[],
  attributes: DifferentiatedAsAttributes,
  wanted: readonly boolean[],
  mode: PushForwardMode,
): JointResult {
  const other = attributes.derivative.of(tangents.map((tangent) => tangent !== null));
  const pushed = pushForward(other, operands, tangents, mode, { wanted });
  return attributes.keepsValues
    ? { outputs: bind(differentiatedAs, operands, attributes), tangents: pushed.tangents }
    : pushed;
}
