/** evaluate: runs a program's equations on values by `bind`; on traced values this writes them out again (inlining). */

import type { Arr } from "../array/arr.ts";
import type { Value } from "../program/primitive.ts";
import { bind, scalar } from "../program/bind.ts";
import { recordingAt } from "../program/builder.ts";
import { type Equation, Literal, type Operand, type Program, type Variable } from "../program/program.ts";

/** The values of a program's variables while an interpreter walks through it. */
export class Environment<V> {
  readonly #values = new Map<Variable, V>();

  read(operand: Operand): V | number {
    if (operand instanceof Literal) return operand.value;
    const value = this.#values.get(operand);
    if (value === undefined) throw new Error("internal: a variable is read before it is assigned");
    return value;
  }

  write(variable: Variable, value: V): void {
    this.#values.set(variable, value);
  }
}

/** An operand as an array; a literal becomes a scalar of its type. */
export function operandValue(environment: Environment<Value>, operand: Operand): Arr {
  const value = environment.read(operand);
  return typeof value === "number" ? scalar(value, operand.type.dtype) : value;
}

/** The outputs of a program for given inputs. */
export function evaluate(program: Program, inputs: readonly Value[]): Arr[] {
  return run(program, inputs, ({ primitive, attributes }, operands) => bind(primitive, operands, attributes));
}

/** As evaluate; on traced values composite primitives are written out, and with that lose the derivatives they exist for. */
export function evaluateExpanded(program: Program, inputs: readonly Value[]): Arr[] {
  return run(
    program,
    inputs,
    ({ primitive, attributes }, operands) =>
      primitive.expand?.(operands, attributes) ?? bind(primitive, operands, attributes),
  );
}

function run(
  program: Program,
  inputs: readonly Value[],
  apply: (equation: Equation, operands: readonly Value[]) => readonly Arr[],
): Arr[] {
  const environment = new Environment<Value>();
  program.inputs.forEach((variable, i) => {
    environment.write(variable, inputs[i]!);
  });
  for (const { variable, value } of program.constants) environment.write(variable, value);
  for (const equation of program.equations) {
    const operands = equation.operands.map((operand) => environment.read(operand));
    const outputs = recordingAt(equation.site, () => apply(equation, operands));
    equation.results.forEach((variable, i) => {
      environment.write(variable, outputs[i]!);
    });
  }
  return program.outputs.map((operand) => operandValue(environment, operand));
}
