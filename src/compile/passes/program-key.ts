/** programKey: text that is equal for programs that compile to the same code. */

import { Literal, type Operand, type Program, type Variable } from "../../program/program.ts";
import { isProgram, isProgramList } from "../../program/sub-programs.ts";

/** Structure, types, attributes and literals; of constants their types, not their values. */
export function programKey(program: Program): string {
  const names = new Map<Variable, number>();
  const declare = (variable: Variable): string => {
    names.set(variable, names.size);
    const { dtype, shape } = variable.type;
    return `${dtype}[${shape.join()}]`;
  };
  const read = (operand: Operand): string =>
    operand instanceof Literal ? `${operand.type.dtype}:${numberKey(operand.value)}` : `${names.get(operand)}`;
  const parts = [
    `(${program.inputs.map(declare).join()})(${program.constants.map((each) => declare(each.variable)).join()})`,
  ];
  for (const { primitive, operands, attributes, results } of program.equations) {
    const uses = operands.map(read).join();
    parts.push(`${primitive.name}${attributesKey(attributes)}(${uses})=${results.map(declare).join()}`);
  }
  parts.push(`->${program.outputs.map(read).join()}`);
  return parts.join(";");
}

/** Attributes in a fixed order; `nested` tells programs apart. */
export function attributesKey(
  attributes: Readonly<Record<string, unknown>>,
  nested: (program: Program) => string = programKey,
): string {
  const names = Object.keys(attributes);
  if (names.length === 0) return "";
  const entries = names.sort().map((name) => {
    const value = attributes[name];
    if (isProgram(value)) return `${name}:{${nested(value)}}`;
    return `${name}:${isProgramList(value) ? `{${value.map(nested).join("}{")}}` : JSON.stringify(value)}`;
  });
  return `[${entries.join()}]`;
}

/** Tells -0 from 0, which `String` does not. */
export function numberKey(value: number): string {
  return Object.is(value, -0) ? "-0" : String(value);
}
