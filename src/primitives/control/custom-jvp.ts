/** customJvp: a function whose tangents are given by its author; reverse mode transposes them. */

import { ofPrograms } from "../work.ts";
import type { Arr } from "../../array/arr.ts";
import type { ArrayType } from "../../array/shape.ts";
import { DerivativeError } from "../../errors/index.ts";
import { mul } from "../elementwise/arithmetic.ts";
import { cos, sin } from "../elementwise/trigonometric.ts";
import { asArray } from "../../program/bind.ts";
import { zerosOf } from "../../array/zeros.ts";
import { bind } from "../../program/bind.ts";
import { traceClosed, traceOnTypes } from "../../program/close.ts";
import { evaluate } from "../../interpreters/evaluate.ts";
import type { Program } from "../../program/program.ts";
import { batchProgram } from "../../interpreters/batch.ts";
import { withBatchAxis } from "../batching.ts";
import { uniform } from "../../program/derivative.ts";
import { batchBranches } from "./branching.ts";
import type {
  BatchResult,
  CustomTangentRule,
  JointResult,
  Primitive,
  Tangent,
  Value,
} from "../../program/primitive.ts";

/** Operands are `closedOver` values that the function closes over, then its arguments. */
export type CustomJvpAttributes = Readonly<{ program: Program; rule: CustomTangentRule; closedOver: number }>;

export const customJvp: Primitive<CustomJvpAttributes> = {
  name: "customJvp",
  outputTypes: (_operands, { program }) => program.outputs.map(({ type }) => type),
  reference() {
    throw new Error("internal: a composite primitive is written out before it is evaluated");
  },
  expand: (operands, { program }) => evaluate(program, operands),
  derivative: { kind: "joint", forward: differentiate, linearize: differentiate },
  transposition: { kind: "nonlinear" },
  batch(operands, mapped, { program, rule, closedOver }, size): BatchResult {
    const [batched] = batchBranches([program], mapped, size);
    const types = program.inputs.slice(closedOver).map(({ type }) => type);
    const outputs = bind(customJvp, operands, {
      program: batched!,
      rule: batchRule(rule, types, mapped.slice(closedOver), size),
      closedOver,
    });
    return { outputs, mapped: outputs.map(() => true) };
  },
  family: "custom",
  work: ofPrograms,
  commutes: false,
  programs: { kind: "call", of: ({ program }) => program },
  fault: {},
  check: () => [
    {
      label: "sine",
      operands: [uniform(-2, 2, [2])],
      attributes: {
        program: traceClosed([{ shape: [2], dtype: "f64" }], ([x]) => [sin(x!)]),
        rule: {
          kind: "custom-tangent-rule",
          push: ([x], [tangent]) => ({ outputs: [sin(x!)], tangents: [mul(tangent!, cos(x!))] }),
        },
        closedOver: 0,
      },
      order: 2,
    },
  ],
};

/** The rule is code on arrays: on tangents that are not known yet it writes equations linear in them, for reverse mode to transpose. */
function differentiate(
  operands: readonly Value[],
  tangents: readonly Tangent[],
  { rule, closedOver }: CustomJvpAttributes,
): JointResult {
  if (tangents.slice(0, closedOver).some((tangent) => tangent !== null)) {
    throw new DerivativeError({
      where: "customJvp",
      problem: "the function closes over a value that is differentiated, of whose tangent its rule does not know.",
      hint: "Pass that value as an argument.",
    });
  }
  const values = operands.slice(closedOver).map((operand) => asArray(operand));
  const moved = tangents.slice(closedOver).map((tangent, i) => tangent ?? zerosOf(values[i]!));
  return rule.push(values, moved);
}

/** The rule for stacks of arguments: traced once on single ones, then batched. */
function batchRule(
  rule: CustomTangentRule,
  types: readonly ArrayType[],
  mapped: readonly boolean[],
  size: number,
): CustomTangentRule {
  return {
    kind: "custom-tangent-rule",
    push(values, tangents) {
      let moving: readonly boolean[] = [];
      const { program, captures } = traceOnTypes([...types, ...types], (inputs) => {
        const pushed = rule.push(inputs.slice(0, types.length), inputs.slice(types.length));
        moving = pushed.tangents.map((tangent) => tangent !== null);
        return [...pushed.outputs, ...pushed.tangents.filter((tangent): tangent is Arr => tangent !== null)];
      });
      const batched = batchProgram(
        program,
        [...captures, ...values, ...tangents],
        [...captures.map(() => false), ...mapped, ...mapped],
        size,
      );
      const results = batched.outputs.map((output, i) => withBatchAxis(output, batched.mapped[i] === true, size));
      let next = moving.length;
      return {
        outputs: results.slice(0, moving.length),
        tangents: moving.map((holds) => (holds ? results[next++]! : null)),
      };
    },
  };
}
