/** customVjp: a function whose derivative is given by its author; customTangent: the linear map that this derivative defines. */

import { ofPrograms, perElement } from "../work.ts";
import type { Arr } from "../../array/arr.ts";
import type { ArrayType } from "../../array/shape.ts";
import { DerivativeError } from "../../errors/index.ts";
import { reduceSum } from "../movement/shape.ts";
import { add, mul } from "../elementwise/arithmetic.ts";
import { cos, sin } from "../elementwise/trigonometric.ts";
import { zerosOf } from "../../array/zeros.ts";
import { asArray } from "../../program/bind.ts";
import { bind, bindOne } from "../../program/bind.ts";
import { traceClosed, traceOnTypes } from "../../program/close.ts";
import { evaluate } from "../../interpreters/evaluate.ts";
import type { Program } from "../../program/program.ts";
import { batchProgram } from "../../interpreters/batch.ts";
import { withBatchAxis } from "../batching.ts";
import { pushForward, type PushForwardMode } from "../../interpreters/push-forward.ts";
import { transposeProgram } from "../../interpreters/transpose.ts";
import { knownValue, transposeRule, uniform } from "../../program/derivative.ts";
import type {
  BatchResult,
  CustomRule,
  CustomTangent,
  JointResult,
  Primitive,
  Tangent,
  TransposeOperand,
  Value,
} from "../../program/primitive.ts";

/** Operands are `closedOver` values that the function closes over, then its arguments. */
export type CustomVjpAttributes = Readonly<{ program: Program; rule: CustomRule; closedOver: number }>;

const toArrays = (values: readonly Value[]): Arr[] => values.map((value) => asArray(value));

export const customVjp: Primitive<CustomVjpAttributes> = {
  name: "customVjp",
  outputTypes: (_operands, { program }) => program.outputs.map(({ type }) => type),
  reference: neverEvaluated,
  expand: (operands, { program }) => evaluate(program, operands),
  derivative: {
    kind: "joint",
    forward(operands, tangents, attributes) {
      const { outputs, residuals, custom, moved } = prepare(operands, tangents, attributes);
      return { outputs, tangents: applyCustomTangent(custom, residuals, moved) };
    },
    linearize(operands, tangents, attributes): JointResult {
      const { outputs, residuals, custom, moved } = prepare(operands, tangents, attributes);
      return { outputs, tangents: bind(customTangent, [...residuals, ...moved], { custom }) };
    },
  },
  transposition: { kind: "nonlinear" },
  batch(operands, mapped, { program, rule, closedOver }, size): BatchResult {
    const exampleTypes = operands.map((operand, i) => exampleType(operand, mapped[i] === true));
    const types = operands.map((operand) => ({ shape: asArray(operand).shape, dtype: asArray(operand).dtype }));
    let outputsMapped: readonly boolean[] = [];
    const batched = traceClosed(types, (inputs) => {
      const result = batchProgram(program, inputs, mapped, size);
      outputsMapped = result.mapped.map(() => true);
      return result.outputs.map((output, i) => withBatchAxis(output, result.mapped[i] === true, size));
    });
    const batchedRule = batchRule(rule, exampleTypes.slice(closedOver), mapped.slice(closedOver), size);
    const outputs = bind(customVjp, operands, { program: batched, rule: batchedRule, closedOver });
    return { outputs, mapped: outputsMapped };
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
        rule: sineRule,
        closedOver: 0,
      },
      order: 2,
    },
  ],
};

export const customTangent: Primitive<Readonly<{ custom: CustomTangent }>> = {
  name: "customTangent",
  outputTypes: (_operands, { custom }) => custom.outputs,
  reference: neverEvaluated,
  expand: (operands, { custom }) =>
    applyCustomTangent(
      custom,
      toArrays(operands.slice(0, custom.residualCount)),
      toArrays(operands.slice(custom.residualCount)),
    ).map((tangent, i) => tangent ?? zerosOf(custom.outputs[i]!)),
  // Linear in the tangents, so it is its own derivative; residuals that move as well are met by writing the map out.
  derivative: {
    kind: "joint",
    forward: differentiateExpanded("forward"),
    linearize: differentiateExpanded("linearize"),
  },
  transposition: transposeRule((cotangents, operands, { custom }): readonly Tangent[] => {
    const { rule, residualCount, moving, outputs } = custom;
    const residuals = operands.slice(0, residualCount).map((operand) => asArray(knownValue(operand)));
    const full = cotangents.map((each, i) => each ?? zerosOf(outputs[i]!));
    const back = rule.pullback(residuals, full);
    return [...residuals.map(() => null), ...moving.map((position) => back[position] ?? null)];
  }),
  batch(operands, mapped, attributes, size) {
    const types = operands.map((operand, i) => exampleType(operand, mapped[i] === true));
    const program = traceClosed(types, (inputs) => customTangent.expand!(inputs, attributes));
    return batchProgram(program, operands, mapped, size);
  },
  family: "custom",
  work: perElement(1),
  commutes: false,
  programs: { kind: "none" },
  fault: {},
  check: () => [
    {
      label: "sine",
      // The residual is held fixed: in a program this map only ever stands where it is linear.
      operands: [{ ...uniform(-2, 2, [2]), differentiable: false }, uniform(-2, 2, [2])],
      attributes: {
        custom: {
          kind: "custom-tangent",
          rule: sineRule,
          residualCount: 1,
          moving: [0],
          outputs: [{ shape: [2], dtype: "f64" }],
        },
      },
      order: 1,
    },
  ],
};

/** The derivative of the sine, as a user would give it: what the sweep checks these primitives with. */
const sineRule: CustomRule = {
  kind: "custom-rule",
  forward: ([x]) => ({ outputs: [sin(x!)], residuals: [x!] }),
  pullback: ([x], [cotangent]) => [mul(cotangent!, cos(x!))],
};

function neverEvaluated(): never {
  throw new Error("internal: a composite primitive is written out before it is evaluated");
}

interface Prepared {
  readonly outputs: readonly Arr[];
  readonly residuals: readonly Arr[];
  readonly custom: CustomTangent;
  readonly moved: readonly Arr[];
}

function prepare(
  operands: readonly Value[],
  tangents: readonly Tangent[],
  { program, rule, closedOver }: CustomVjpAttributes,
): Prepared {
  if (tangents.slice(0, closedOver).some((tangent) => tangent !== null)) {
    throw new DerivativeError({
      where: "customVjp",
      problem: "the function closes over a value that is differentiated, for which its backward pass says nothing.",
      hint: "Pass that value as an argument, and return its cotangent from backward.",
    });
  }
  const { outputs, residuals } = rule.forward(toArrays(operands.slice(closedOver)));
  const moving: number[] = [];
  const moved: Arr[] = [];
  tangents.slice(closedOver).forEach((tangent, position) => {
    if (tangent === null) return;
    moving.push(position);
    moved.push(tangent);
  });
  const custom: CustomTangent = {
    kind: "custom-tangent",
    rule,
    residualCount: residuals.length,
    moving,
    outputs: program.outputs.map(({ type }) => type),
  };
  return { outputs, residuals, custom, moved };
}

/** The pullback is linear in the cotangents; its transpose takes tangents forward. */
function applyCustomTangent(custom: CustomTangent, residuals: readonly Arr[], moved: readonly Arr[]): Tangent[] {
  const { rule, moving, outputs } = custom;
  const { program, captures } = traceOnTypes(outputs, (cotangents) => {
    const back = rule.pullback(residuals, cotangents);
    return moving.map((position, i) => back[position] ?? zerosOf(moved[i]!));
  });
  const inputs: TransposeOperand[] = [
    ...captures.map((value): TransposeOperand => ({ kind: "known", value })),
    ...outputs.map((type): TransposeOperand => ({ kind: "linear", type })),
  ];
  return transposeProgram(program, inputs, moved, add).slice(captures.length);
}

/** Differentiates what the map is made of. */
function differentiateExpanded(mode: PushForwardMode) {
  return (
    operands: readonly Value[],
    tangents: readonly Tangent[],
    attributes: Readonly<{ custom: CustomTangent }>,
  ): JointResult => {
    const types = operands.map((operand) => exampleType(operand, false));
    const program = traceClosed(types, (inputs) => customTangent.expand!(inputs, attributes));
    return pushForward(program, operands, tangents, mode);
  };
}

function exampleType(operand: Value, mapped: boolean): ArrayType {
  const { shape, dtype } = asArray(operand);
  return { shape: mapped ? shape.slice(1) : shape, dtype };
}

/** The rule for stacks of arguments: forward and pullback traced once on single ones, then batched. */
function batchRule(
  rule: CustomRule,
  types: readonly ArrayType[],
  mapped: readonly boolean[],
  size: number,
): CustomRule {
  const single = (): { types: readonly ArrayType[]; outputCount: number; traced: ReturnType<typeof traceOnTypes> } => {
    let outputCount = 0;
    const traced = traceOnTypes(types, (inputs) => {
      const { outputs, residuals } = rule.forward(inputs);
      outputCount = outputs.length;
      return [...outputs, ...residuals];
    });
    return { types: traced.program.outputs.map(({ type }) => type), outputCount, traced };
  };
  const batchTraced = (
    traced: ReturnType<typeof traceOnTypes>,
    values: readonly Arr[],
    flags: readonly boolean[],
  ): Arr[] => {
    const result = batchProgram(
      traced.program,
      [...traced.captures, ...values],
      [...traced.captures.map(() => false), ...flags],
      size,
    );
    return result.outputs.map((output, i) => withBatchAxis(output, result.mapped[i] === true, size));
  };
  return {
    kind: "custom-rule",
    forward(operands) {
      const { outputCount, traced } = single();
      const results = batchTraced(traced, operands, mapped);
      return { outputs: results.slice(0, outputCount), residuals: results.slice(outputCount) };
    },
    pullback(residuals, cotangents) {
      const values = [...residuals, ...cotangents];
      const present: number[] = [];
      const singleTypes = values.map(({ shape, dtype }) => ({ shape: shape.slice(1), dtype }));
      const traced = traceOnTypes(singleTypes, (inputs) => {
        const back = rule.pullback(inputs.slice(0, residuals.length), inputs.slice(residuals.length));
        present.length = 0;
        return back.flatMap((each, position) => {
          if (each === null) return [];
          present.push(position);
          return [each];
        });
      });
      const results = batchTraced(
        traced,
        values,
        values.map(() => true),
      );
      const back: Tangent[] = types.map(() => null);
      present.forEach((position, i) => {
        const result = results[i]!;
        // An argument shared by the whole batch receives the sum.
        back[position] = mapped[position] === true ? result : bindOne(reduceSum, [result], { axes: [0] });
      });
      return back;
    },
  };
}
