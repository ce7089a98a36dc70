/** Batching: a program on single values becomes one on stacks of them, along a new axis 0. */

import type { Arr } from "../array/arr.ts";
import type { Value } from "../program/primitive.ts";
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
    const batched = recordingAt(site, () => primitive.batch(operandValues, operandMapped, attributes, size, primitive));
    results.forEach((variable, i) => {
      write(variable, { value: batched.outputs[i]!, mapped: batched.mapped[i] ?? batched.mapped[0]! });
    });
  }
  return {
    outputs: program.outputs.map((operand) => operandValue(values, operand)),
    mapped: program.outputs.map((operand) => !(operand instanceof Literal) && carriesBatch.has(operand)),
  };
}
