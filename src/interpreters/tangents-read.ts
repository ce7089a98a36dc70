/** Tangents that are read: the values of a program on whose tangents those of its outputs depend. */

import { isFloat } from "../array/dtype.ts";
import { type Equation, type Operand, type Program, Variable } from "../program/program.ts";
import { programsOf } from "../program/sub-programs.ts";

/**
 * The values on which the outputs that `wanted` marks depend other than by comparison, conversion to integers or held fixed. Those that
 * are floating-point have tangents; the others lead to operations that count and refuse to be differentiated (bins of a histogram).
 */
export function tangentsRead({ equations, outputs }: Program, wanted: readonly boolean[]): ReadonlySet<Variable> {
  const read = new Set<Variable>();
  const isRead = (operand: Operand): boolean => operand instanceof Variable && read.has(operand);
  outputs.forEach((operand, i) => {
    if (wanted[i] === true && operand instanceof Variable) read.add(operand);
  });
  for (const equation of equations.toReversed()) {
    const { primitive, operands, results } = equation;
    if (primitive.derivative.kind === "constant" || !results.some(isRead)) continue;
    const readsFloats = results.some((result) => isFloat(result.type.dtype) && isRead(result)) || mayRefuse(equation);
    for (const operand of operands) {
      if (operand instanceof Variable && (readsFloats || !isFloat(operand.type.dtype))) read.add(operand);
    }
  }
  return read;
}

/** Whether an operation without derivative stands in an equation. */
function mayRefuse(equation: Equation): boolean {
  return (
    equation.primitive.derivative.kind === "none" ||
    programsOf(equation).some(({ equations }) => equations.some(mayRefuse))
  );
}
