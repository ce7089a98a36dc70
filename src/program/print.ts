/** Printing: a program as text that people read when they debug. */

import type { Arr } from "../array/arr.ts";
import { describeType } from "../errors/index.ts";
import type { Attributes } from "./primitive.ts";
import { type Equation, Literal, type Operand, type Program, type Variable } from "./program.ts";
import { isProgram, isProgramList } from "./sub-programs.ts";

/** A program together with its text. */
export class TracedProgram {
  /** The program itself. */
  readonly program: Program;
  /** What the user calls the inputs, if that says more than their order. */
  readonly inputPaths: readonly string[] | undefined;

  constructor(program: Program, inputPaths?: readonly string[]) {
    this.program = program;
    this.inputPaths = inputPaths;
  }

  /** The text of the program: one equation a line, sub-programs indented. */
  toString(): string {
    return formatProgram(this.program, this.inputPaths);
  }

  /** How Node prints it. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
}

/** `(a: f64[3]) => { b: f64[3] = exp a; return b }`, over several lines; above it, which input is which leaf. */
export function formatProgram(program: Program, inputPaths?: readonly string[]): string {
  const names = new Names();
  const text = lines(program, names, "");
  if (inputPaths !== undefined && inputPaths.length > 0) {
    const named = program.inputs.map((input, i) => `${names.of(input)} = ${inputPaths[i]!}`);
    text.unshift(`// ${named.join(", ")}`);
  }
  return text.join("\n");
}

/** Equations and variables of a program, nested ones too, as its text shows them. */
export class ProgramText {
  readonly #names = new Names();

  constructor(program: Program) {
    lines(program, this.#names, "");
  }

  /** `b`. */
  name(variable: Variable): string {
    return this.#names.of(variable);
  }

  /** `b: f64[3] = exp a`, without sub-programs. */
  equation(equation: Equation): string {
    return equationLine(equation, this.#names);
  }
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

/** The lines of a program; the first, its inputs, is not indented, so that it can follow a name. */
function lines(program: Program, names: Names, indent: string): string[] {
  const declare = (variable: Variable): string => declaration(variable, names);
  const inner = `${indent}  `;
  const result = [`(${program.inputs.map(declare).join(", ")}) => {`];
  for (const { variable, value } of program.constants) {
    result.push(`${inner}const ${declare(variable)} = ${constantText(value)}`);
  }
  for (const equation of program.equations) {
    result.push(inner + equationLine(equation, names));
    for (const [name, value] of namedPrograms(equation)) {
      const [head, ...rest] = lines(value, names, `${inner}  `);
      result.push(`${inner}  ${name} = ${head!}`, ...rest);
    }
  }
  const outputs = program.outputs.map((operand) => operandText(operand, names));
  result.push(`${inner}return ${outputs.join(", ")}`.trimEnd(), `${indent}}`);
  return result;
}

function equationLine({ primitive, operands, attributes, results }: Equation, names: Names): string {
  const declared = results.map((variable) => declaration(variable, names)).join(", ");
  const uses = operands.map((operand) => operandText(operand, names)).join(" ");
  return `${declared} = ${primitive.name}${plainAttributes(attributes)} ${uses}`.trimEnd();
}

function declaration(variable: Variable, names: Names): string {
  return `${names.of(variable)}: ${describeType(variable.type)}`;
}

function operandText(operand: Operand, names: Names): string {
  return operand instanceof Literal ? number(operand.value) : names.of(operand);
}

/** The programs of an equation and what they are called. */
function namedPrograms({ primitive, operands, attributes }: Equation): (readonly [string, Program])[] {
  return Object.entries(attributes).flatMap(([name, value]): (readonly [string, Program])[] => {
    if (isProgram(value)) return [[name, value]];
    if (!isProgramList(value)) return [];
    if (primitive.programs.kind === "branches" && operands[0]?.type.dtype === "bool" && value.length === 2) {
      const [onFalse, onTrue] = value as readonly [Program, Program];
      return [
        ["onTrue", onTrue],
        ["onFalse", onFalse],
      ];
    }
    return value.map((each, i) => [value.length === 1 ? "program" : `${name}[${i}]`, each]);
  });
}

/** `[axes=[0] length=3 reverse]`: a flag that is not set is left out. */
function plainAttributes(attributes: Attributes): string {
  const plain = Object.entries(attributes).flatMap(([name, value]) => {
    if (value === false || isProgramList(value) || (typeof value === "object" && !Array.isArray(value))) return [];
    return [value === true ? name : `${name}=${typeof value === "string" ? value : JSON.stringify(value)}`];
  });
  return plain.length === 0 ? "" : `[${plain.join(" ")}]`;
}

/** Small constants are written out; of larger ones only the type is said. */
function constantText(value: Arr): string {
  if (value.size > constantsShown || value.rank > 1) return "known";
  const elements = Array.from(value.toArray(), number);
  return value.rank === 0 ? elements[0]! : `[${elements.join(", ")}]`;
}

const constantsShown = 8;

function number(value: number): string {
  return Object.is(value, -0) ? "-0" : String(value);
}
