/** optimize: the passes in order. */

import type { Program } from "../../program/program.ts";
import { eliminateDeadCode } from "./dead-code.ts";
import { simplify } from "./simplify.ts";

/** A program with equal outputs that computes less. Constants must have been lifted. */
export function optimize(program: Program): Program {
  return eliminateDeadCode(simplify(eliminateDeadCode(program)));
}
