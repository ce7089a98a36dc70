/** Batching: a program on single values becomes one on stacks of them, along a new axis 0. */

import type { Arr } from "../array/arr.ts";
import { broadcastTo, reshapeTo } from "../ops/movement/broadcast.ts";
import type { Shape } from "../array/shape.ts";
import { asArr } from "../ops/operands.ts";
import type { Attributes, BatchResult, Primitive, Value } from "../program/primitive.ts";
import { bind } from "../program/bind.ts";
import { recordingAt } from "../program/builder.ts";
import { Environment, operandValue } from "./evaluate.ts";
import { Literal, type Program } from "../program/program.ts";

export interface BatchedOutputs {
  readonly outputs: readonly Arr[];
  /** Whether an output carries the batch axis; one that depends on no mapped input does not. */
  readonly mapped: readonly boolean[];
}

interface Batched {
  readonly value: Value;
  readonly mapped: boolean;
}

export function batchProgram(
  program: Program,
  inputs: readonly Value[],
  mapped: readonly boolean[],
  size: number,
): BatchedOutputs {
  const values = new Environment<Value>();
  const carriesBatch = new Set<unknown>();
  const write = (variable: Program["inputs"][number], batched: Batched): void => {
    values.write(variable, batched.value);
    if (batched.mapped) carriesBatch.add(variable);
  };
  program.inputs.forEach((variable, i) => {
    write(variable, { value: inputs[i]!, mapped: mapped[i] === true });
  });
  for (const { variable, value } of program.constants) write(variable, { value, mapped: false });
  for (const { primitive, operands, attributes, results, site } of program.equations) {
    const operandValues = operands.map((operand) => values.read(operand));
    const operandMapped = operands.map((operand) => carriesBatch.has(operand));
    if (!operandMapped.includes(true)) {
      const outputs = recordingAt(site, () => bind(primitive, operandValues, attributes));
      results.forEach((variable, i) => {
        write(variable, { value: outputs[i]!, mapped: false });
      });
      continue;
    }
    const batched = recordingAt(site, () => batchEquation(primitive, attributes, operandValues, operandMapped, size));
    results.forEach((variable, i) => {
      write(variable, { value: batched.outputs[i]!, mapped: batched.mapped[i] ?? batched.mapped[0]! });
    });
  }
  return {
    outputs: program.outputs.map((operand) => operandValue(values, operand)),
    mapped: program.outputs.map((operand) => !(operand instanceof Literal) && carriesBatch.has(operand)),
  };
}

function batchEquation(
  primitive: Primitive,
  attributes: Attributes,
  operands: readonly Value[],
  mapped: readonly boolean[],
  size: number,
): BatchResult {
  switch (primitive.batch) {
    case "pointwise":
      return { outputs: bind(primitive, alignPointwise(operands, mapped, size), attributes), mapped: [true] };
    case "stacks": {
      const stacks = operands.map((operand, i) => withBatchAxis(asArr(operand), mapped[i] === true, size));
      return { outputs: bind(primitive, stacks, attributes), mapped: [true] };
    }
    default:
      return primitive.batch(operands, mapped, attributes, size);
  }
}

/** Gives every array operand the same shape with the batch axis first; numbers stay numbers, scalars spread. */
function alignPointwise(operands: readonly Value[], mapped: readonly boolean[], size: number): Value[] {
  let element: Shape = [];
  operands.forEach((operand, i) => {
    if (typeof operand === "number") return;
    const shape = mapped[i] === true ? operand.shape.slice(1) : operand.shape;
    if (shape.length > 0) element = shape;
  });
  return operands.map((operand, i) => {
    if (typeof operand === "number") return operand;
    const isMapped = mapped[i] === true;
    const own = isMapped ? operand.shape.slice(1) : operand.shape;
    const ones = new Array<number>(element.length - own.length).fill(1);
    return broadcastTo(reshapeTo(operand, [isMapped ? size : 1, ...ones, ...own]), [size, ...element]);
  });
}

/** Repeats a value along a new batch axis unless it has one. */
export function withBatchAxis(value: Arr, mapped: boolean, size: number): Arr {
  return mapped ? value : broadcastTo(value, [size, ...value.shape]);
}
