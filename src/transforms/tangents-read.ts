/** Tangents that are read: the values of a program on whose tangents those of its outputs depend. */

import { isFloat } from "../array/dtype.ts";
import { type Operand, type Program, Variable } from "../program/program.ts";

/** The floating-point values whose tangents those of the outputs that `wanted` marks are made of. */
export function tangentsRead({ equations, outputs }: Program, wanted: readonly boolean[]): ReadonlySet<Variable> {
  const read = new Set<Variable>();
  const mark = (operand: Operand): void => {
    if (operand instanceof Variable && isFloat(operand.type.dtype)) read.add(operand);
  };
  outputs.forEach((operand, i) => {
    if (wanted[i] === true) mark(operand);
  });
  for (const { primitive, operands, results } of equations.toReversed()) {
    if (primitive.derivative.kind !== "constant" && results.some((result) => read.has(result))) operands.forEach(mark);
  }
  return read;
}
