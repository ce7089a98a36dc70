/** The reference target: interprets a program equation by equation; slow, plain, and the oracle for the others. */

import { evaluate } from "../interpreters/evaluate.ts";
import type { Program } from "../program/program.ts";
import type { Executable } from "./target.ts";

export function compileReference(program: Program): Executable {
  return { run: (inputs) => evaluate(program, inputs) };
}
