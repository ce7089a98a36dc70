/** Repeated scalars: arrays that consist of one element, seen through movement. */

import type { Operand } from "../../program/program.ts";
import type { Rewriter } from "./rewriter.ts";

/** The scalar that an array consists of, when it is one repeated by broadcasting. */
export function repeatedScalar(operand: Operand, rewriter: Rewriter): Operand | undefined {
  let current = operand;
  for (;;) {
    if (current.type.shape.length === 0) return current;
    const equation = rewriter.definition(current);
    const name = equation?.primitive.name;
    if (
      equation === undefined ||
      !(name === "reshape" || name === "broadcastTo" || name === "transpose" || name === "flip")
    ) {
      return undefined;
    }
    current = equation.operands[0]!;
  }
}
