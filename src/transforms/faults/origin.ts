/** Origin: which equation made the first value of a kind (NaN, say) among those that a result came from, loops and branches included. */

import type { Arr } from "../../array/arr.ts";
import { sliceStep } from "../../array/steps.ts";
import { bind } from "../../program/bind.ts";
import { evaluate, Environment, operandValue } from "../../interpreters/evaluate.ts";
import type { EachProgram, ScanPrograms, WhilePrograms } from "../../program/primitive.ts";
import { type Equation, Literal, type Operand, type Program, type Variable } from "../../program/program.ts";

/** Whether an array holds a value of the kind that is looked for. */
export type Suspicion = (value: Arr) => boolean;

/** An equation around the one that was found, and which of its steps was running. */
export interface Enclosing {
  readonly equation: Equation;
  /** Counted from 1 in the order in which they ran; undefined for a branch. */
  readonly step: number | undefined;
}

/** An equation with the values it met, none of them suspicious, and those it made. */
export interface EquationOrigin {
  readonly kind: "equation";
  readonly equation: Equation;
  readonly operands: readonly Arr[];
  readonly results: readonly Arr[];
  /** Outermost first. */
  readonly enclosing: readonly Enclosing[];
}

/** The value was there before: an input of the program or an array it closes over. */
export interface GivenOrigin {
  readonly kind: "input" | "constant";
  readonly variable: Variable;
}

export type Origin = EquationOrigin | GivenOrigin;

/**
 * Follows the first suspicious output back through suspicious operands to the equation that made such a value of ordinary ones.
 * Undefined when no output is suspicious. Everything is interpreted, so that it is the equations as written that are judged.
 */
export function findOrigin(program: Program, inputs: readonly Arr[], suspicious: Suspicion): Origin | undefined {
  return new Search(program, inputs, suspicious).from(program.outputs);
}

/** What looking into an equation that runs programs finds; the position of an operand when that brought the value in. */
type Found = EquationOrigin | GivenOrigin | { readonly kind: "operand"; readonly position: number } | undefined;

class Search {
  readonly #program: Program;
  readonly #suspicious: Suspicion;
  readonly #values = new Environment<Arr>();
  readonly #definitions = new Map<Variable, number>();

  constructor(program: Program, inputs: readonly Arr[], suspicious: Suspicion) {
    this.#program = program;
    this.#suspicious = suspicious;
    program.inputs.forEach((variable, i) => {
      this.#values.write(variable, inputs[i]!);
    });
    for (const { variable, value } of program.constants) this.#values.write(variable, value);
    program.equations.forEach(({ primitive, operands, attributes, results }, position) => {
      const outputs = bind(
        primitive,
        operands.map((operand) => this.#values.read(operand)),
        attributes,
      );
      results.forEach((variable, i) => {
        this.#values.write(variable, outputs[i]!);
        this.#definitions.set(variable, position);
      });
    });
  }

  /** The origin of the first suspicious one among operands. */
  from(operands: readonly Operand[]): Origin | undefined {
    let found = this.#earliest(operands);
    for (;;) {
      if (found === undefined) return undefined;
      const position = this.#definitions.get(found);
      if (position === undefined) {
        return { kind: this.#program.inputs.includes(found) ? "input" : "constant", variable: found };
      }
      const equation = this.#program.equations[position]!;
      const values = equation.operands.map((operand) => this.#value(operand));
      const within = descendInto(equation, values, this.#suspicious);
      if (within !== undefined && within.kind !== "operand") return within;
      const next = this.#earliest(within === undefined ? equation.operands : [equation.operands[within.position]!]);
      if (next === undefined) {
        const results = equation.results.map((variable) => this.#value(variable));
        return { kind: "equation", equation, operands: values, results, enclosing: [] };
      }
      found = next;
    }
  }

  /** The suspicious variable that was assigned first. */
  #earliest(operands: readonly Operand[]): Variable | undefined {
    let earliest: Variable | undefined;
    let position = Infinity;
    for (const operand of operands) {
      if (operand instanceof Literal || !this.#suspicious(this.#value(operand))) continue;
      const at = this.#definitions.get(operand) ?? -1;
      if (at < position) {
        earliest = operand;
        position = at;
      }
    }
    return earliest;
  }

  #value(operand: Operand): Arr {
    return operandValue(this.#values, operand);
  }
}

/** Searches a program that an equation runs; `positions[i]` is the operand that its input i is, or comes from. */
function descend(
  program: Program,
  inputs: readonly Arr[],
  outputs: readonly number[],
  positions: readonly number[],
  enclosing: Enclosing,
  suspicious: Suspicion,
): Found {
  const wanted = outputs.map((i) => program.outputs[i]!);
  const origin = new Search(program, inputs, suspicious).from(wanted);
  if (origin === undefined) return undefined;
  if (origin.kind === "equation") return { ...origin, enclosing: [enclosing, ...origin.enclosing] };
  const input = program.inputs.indexOf(origin.variable);
  return input < 0 ? origin : { kind: "operand", position: positions[input]! };
}

/** Positions of suspicious arrays. */
const suspectsAmong = (values: readonly Arr[], suspicious: Suspicion): number[] =>
  values.flatMap((value, i) => (suspicious(value) ? [i] : []));

/** Looks into the programs that an equation runs, if it runs any. */
function descendInto(equation: Equation, operands: readonly Arr[], suspicious: Suspicion): Found {
  const { programs } = equation.primitive;
  switch (programs.kind) {
    case "scan":
      return descendIntoScan(equation, programs.of(equation.attributes), operands, suspicious);
    case "while":
      return descendIntoWhile(equation, programs.of(equation.attributes), operands, suspicious);
    case "branches": {
      const { selectors } = programs;
      const chosen = selectors === 0 ? 0 : operands[0]!.item();
      const branch = programs.of(equation.attributes)[chosen]!;
      return descendIntoCall(branch, equation, operands.slice(selectors), selectors, suspicious);
    }
    case "each":
      return descendIntoEach(equation, programs.of(equation.attributes), operands, suspicious);
    case "call":
      return descendIntoCall(programs.of(equation.attributes), equation, operands, 0, suspicious);
    case "none":
      return undefined;
  }
}

/** Runs step after step until an output is suspicious. */
function descendIntoScan(
  equation: Equation,
  { body, length, reverse, constantCount, carryCount }: ScanPrograms,
  operands: readonly Arr[],
  suspicious: Suspicion,
): Found {
  const positions = operands.map((_, i) => i);
  const constants = operands.slice(0, constantCount);
  const xs = operands.slice(constantCount + carryCount);
  let carries = operands.slice(constantCount, constantCount + carryCount);
  for (let k = 0; k < length; k++) {
    const step = reverse ? length - 1 - k : k;
    const inputs = [...constants, ...carries, ...xs.map((x) => sliceStep(x, step))];
    const outputs = evaluate(body, inputs);
    const suspects = suspectsAmong(outputs, suspicious);
    if (suspects.length > 0) {
      return descend(body, inputs, suspects, positions, { equation, step: k + 1 }, suspicious);
    }
    carries = outputs.slice(0, carryCount);
  }
  return undefined;
}

/** Runs step after step until a carry is suspicious. */
function descendIntoWhile(
  equation: Equation,
  { condition, body, constantCount }: WhilePrograms,
  operands: readonly Arr[],
  suspicious: Suspicion,
): Found {
  const positions = operands.map((_, i) => i);
  let inputs = operands;
  for (let step = 1; evaluate(condition, inputs)[0]!.item() !== 0; step++) {
    const carries = evaluate(body, inputs);
    const suspects = suspectsAmong(carries, suspicious);
    if (suspects.length > 0) return descend(body, inputs, suspects, positions, { equation, step }, suspicious);
    inputs = [...operands.slice(0, constantCount), ...carries];
  }
  return undefined;
}

/** Runs the branch of element after element until an output is suspicious. */
function descendIntoEach(
  equation: Equation,
  { branches, stacked }: EachProgram,
  [selector, ...operands]: readonly Arr[],
  suspicious: Suspicion,
): Found {
  const chosen = selector!.toArray();
  for (let element = 0; element < chosen.length; element++) {
    const inputs = operands.map((operand, i) => (stacked.includes(i) ? sliceStep(operand, element) : operand));
    const found = descendIntoCall(branches[chosen[element]!]!, equation, inputs, 1, suspicious);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A program on the operands from `first` on. */
function descendIntoCall(
  program: Program,
  equation: Equation,
  operands: readonly Arr[],
  first: number,
  suspicious: Suspicion,
): Found {
  const suspects = suspectsAmong(evaluate(program, operands), suspicious);
  if (suspects.length === 0) return undefined;
  const positions = operands.map((_, i) => i + first);
  return descend(program, operands, suspects, positions, { equation, step: undefined }, suspicious);
}
