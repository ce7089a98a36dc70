/** Transposition: cotangents of a program's outputs go back to those inputs in which the program is linear. */

import type { Arr } from "../array/arr.ts";
import { notLinearError } from "../program/derivative.ts";
import type { Tangent, TransposeOperand, Value } from "../program/primitive.ts";
import { bind } from "../program/bind.ts";
import { recordingAt } from "../program/builder.ts";
import { Literal, type Operand, type Program, type Variable } from "../program/program.ts";

/**
 * Cotangents of the inputs marked linear, null for zero and for known inputs. Equations that depend on known inputs alone are
 * evaluated on the way.
 *
 * @param add  the sum of cotangents that meet: interpreters stand below the primitives
 */
export function transposeProgram(
  program: Program,
  inputs: readonly TransposeOperand[],
  cotangents: readonly Tangent[],
  add: (a: Arr, b: Arr) => Arr,
): Tangent[] {
  const known = new Map<Variable, Value>();
  for (const { variable, value } of program.constants) known.set(variable, value);
  program.inputs.forEach((variable, i) => {
    const input = inputs[i]!;
    if (input.kind === "known") known.set(variable, input.value);
  });
  const classify = (operand: Operand): TransposeOperand => {
    if (operand instanceof Literal) return { kind: "known", value: operand.value };
    const value = known.get(operand);
    return value === undefined ? { kind: "linear", type: operand.type } : { kind: "known", value };
  };
  const linear = [];
  for (const equation of program.equations) {
    const operands = equation.operands.map(classify);
    const values = operands.flatMap((operand) => (operand.kind === "known" ? [operand.value] : []));
    if (values.length < operands.length) {
      linear.push({ equation, operands });
      continue;
    }
    const { primitive, attributes, results, site } = equation;
    const outputs = recordingAt(site, () => bind(primitive, values, attributes));
    results.forEach((variable, i) => known.set(variable, outputs[i]!));
  }
  const accumulated = new Map<Operand, Arr>();
  const accumulate = (operand: Operand, cotangent: Tangent): void => {
    if (cotangent === null || operand instanceof Literal || known.has(operand)) return;
    const before = accumulated.get(operand);
    accumulated.set(operand, before === undefined ? cotangent : add(before, cotangent));
  };
  program.outputs.forEach((operand, i) => {
    accumulate(operand, cotangents[i] ?? null);
  });
  for (const { equation, operands } of linear.reverse()) {
    const incoming = equation.results.map((variable) => accumulated.get(variable) ?? null);
    if (incoming.every((cotangent) => cotangent === null)) continue;
    const { primitive, attributes, site } = equation;
    const { transposition } = primitive;
    if (transposition.kind === "nonlinear") {
      throw notLinearError(`${primitive.called ?? primitive.name} of a value that depends on it`);
    }
    const outgoing = recordingAt(site, () => transposition.cotangents(incoming, operands, attributes));
    equation.operands.forEach((operand, i) => {
      accumulate(operand, outgoing[i] ?? null);
    });
  }
  return program.inputs.map((variable) => accumulated.get(variable) ?? null);
}
