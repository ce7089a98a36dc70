/** Rewriter: writes a program anew, equation by equation, simplifying each and never computing the same thing twice. */

import { type Equation, Literal, type Operand, type Program, Variable } from "../../program/program.ts";
import type { ArrayType } from "../../array/shape.ts";
import { type PrimitiveName, primitives } from "../../primitives/registry.ts";
import type { Attributes, Primitive } from "../../program/primitive.ts";
import { attributesKey, numberKey } from "./program-key.ts";

/** An equation before its results are named. */
export interface Draft {
  readonly primitive: Primitive;
  readonly operands: readonly Operand[];
  readonly attributes: Attributes;
  readonly types: readonly ArrayType[];
}

/** What an equation may be replaced with: equal values for its results, or undefined to keep it. */
export type Rule = (draft: Draft, rewriter: Rewriter) => readonly Operand[] | undefined;

export class Rewriter {
  readonly equations: Equation[] = [];
  readonly #rule: Rule;
  readonly #replaced = new Map<Variable, Operand>();
  readonly #definitions = new Map<Variable, Equation>();
  /** Results by what computes them. */
  readonly #computed = new Map<string, readonly Operand[]>();
  readonly #numbers = new Map<object, number>();

  constructor(rule: Rule) {
    this.#rule = rule;
  }

  /** A rewriter by the same rule, for a program inside of this one. */
  nested(): Rewriter {
    return new Rewriter(this.#rule);
  }

  /** From now on `variable` of the old program is `operand` of the new one. */
  replace(variable: Variable, operand: Operand): void {
    this.#replaced.set(variable, operand);
  }

  /** An operand of the old program in the new one. */
  read(operand: Operand): Operand {
    return operand instanceof Variable ? (this.#replaced.get(operand) ?? operand) : operand;
  }

  /** The equation of the new program that computes an operand; undefined for inputs, constants and literals. */
  definition(operand: Operand | undefined): Equation | undefined {
    return operand instanceof Variable ? this.#definitions.get(operand) : undefined;
  }

  /** Writes the equations of a program, whose inputs have been replaced or are kept. */
  write(program: Program): void {
    for (const { primitive, operands, attributes, results } of program.equations) {
      const draft = {
        primitive,
        operands: operands.map((operand) => this.read(operand)),
        attributes,
        types: results.map(({ type }) => type),
      };
      const values = this.evaluate(draft);
      results.forEach((variable, i) => {
        this.replace(variable, values[i]!);
      });
    }
  }

  /** The results of an equation: simplified, or added. */
  evaluate(draft: Draft): readonly Operand[] {
    return this.#rule(draft, this) ?? this.add(draft);
  }

  /** The result of an equation with one, where the new program computes it already. */
  known(name: PrimitiveName, operands: readonly Operand[], attributes: Attributes = {}): Operand | undefined {
    const primitive = primitives[name] as unknown as Primitive;
    return this.#computed.get(this.#key(primitive, operands, attributes))?.[0];
  }

  /** Writes a program in place, on operands of this one; returns its outputs. */
  inline(program: Program, operands: readonly Operand[]): Operand[] {
    program.inputs.forEach((variable, i) => {
      this.replace(variable, operands[i]!);
    });
    this.write(program);
    return program.outputs.map((operand) => this.read(operand));
  }

  /** Applies a primitive with one result. */
  apply(name: PrimitiveName, operands: readonly Operand[], attributes: Attributes = {}): Operand {
    const primitive = primitives[name] as unknown as Primitive;
    const types = primitive.outputTypes(
      operands.map(({ type }) => type),
      attributes,
    );
    return this.evaluate({ primitive, operands, attributes, types })[0]!;
  }

  /** Adds an equation as it is, unless one that computes the same is there. */
  add({ primitive, operands, attributes, types }: Draft): readonly Operand[] {
    const key = this.#key(primitive, operands, attributes);
    const known = this.#computed.get(key);
    if (known !== undefined) return known;
    const results = types.map((type) => new Variable(type));
    const equation = { primitive, operands, attributes, results };
    this.equations.push(equation);
    for (const variable of results) this.#definitions.set(variable, equation);
    this.#computed.set(key, results);
    return results;
  }

  #key(primitive: Primitive, operands: readonly Operand[], attributes: Attributes): string {
    const uses = operands.map((operand) =>
      operand instanceof Literal ? `${operand.type.dtype}:${numberKey(operand.value)}` : String(this.#number(operand)),
    );
    if (primitive.commutes) uses.sort();
    return `${primitive.name}${attributesKey(attributes, (program) => String(this.#number(program)))}(${uses.join()})`;
  }

  #number(object: object): number {
    const known = this.#numbers.get(object);
    if (known !== undefined) return known;
    this.#numbers.set(object, this.#numbers.size);
    return this.#numbers.size - 1;
  }
}
