/** Printing: a program as text that people read when they debug. */

import { describeType } from "../errors/index.ts";
import { Literal, type Operand, type Program, type Variable } from "./program.ts";

/** A program together with its text. */
export class TracedProgram {
  /** The program itself. */
  readonly program: Program;

  constructor(program: Program) {
    this.program = program;
  }

  /** The text of the program: one equation a line, sub-programs indented. */
  toString(): string {
    return formatProgram(this.program);
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return formatProgram(this.program);
  }
}

/** `(a: f64[3]) => { b: f64[3] = exp a; return b }`, over several lines. */
export function formatProgram(program: Program): string {
  return lines(program, new Names(), "").join("\n");
}

class Names {
  readonly #names = new Map<Variable, string>();

  /** a, b, …, z, aa, ab, … in the order of first use. */
  of(variable: Variable): string {
    let name = this.#names.get(variable);
    if (name === undefined) {
      name = letters(this.#names.size);
      this.#names.set(variable, name);
    }
    return name;
  }
}

function letters(index: number): string {
  const last = String.fromCharCode(97 + (index % 26));
  return index < 26 ? last : letters(Math.floor(index / 26) - 1) + last;
}

function lines(program: Program, names: Names, indent: string): string[] {
  const declare = (variable: Variable): string => `${names.of(variable)}: ${describeType(variable.type)}`;
  const operand = (each: Operand): string => (each instanceof Literal ? String(each.value) : names.of(each));
  const inner = `${indent}  `;
  const result = [`${indent}(${program.inputs.map(declare).join(", ")}) => {`];
  for (const { variable, value } of program.constants) {
    const text = value.rank === 0 ? String(value.item()) : "known";
    result.push(`${inner}const ${declare(variable)} = ${text}`);
  }
  for (const { primitive, operands, attributes, results } of program.equations) {
    const plain: string[] = [];
    const nested: string[] = [];
    for (const [name, value] of Object.entries(attributes)) {
      if (isProgram(value)) nested.push(`${inner}  ${name}:`, ...lines(value, new Names(), `${inner}  `));
      else if (typeof value !== "object" || Array.isArray(value)) plain.push(`${name}=${JSON.stringify(value)}`);
    }
    const options = plain.length === 0 ? "" : `[${plain.join(" ")}]`;
    const uses = operands.map(operand).join(" ");
    result.push(
      `${inner}${results.map(declare).join(", ")} = ${primitive.name}${options} ${uses}`.trimEnd(),
      ...nested,
    );
  }
  result.push(`${inner}return ${program.outputs.map(operand).join(", ")}`, `${indent}}`);
  return result;
}

function isProgram(value: unknown): value is Program {
  return typeof value === "object" && value !== null && "equations" in value;
}
