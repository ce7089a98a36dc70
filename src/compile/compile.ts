/** compile: makes a closed program ready to run on a target. */

import { evaluate } from "../program/evaluate.ts";
import type { Program } from "../program/program.ts";
import type { Executable, TargetName } from "./target.ts";

export function compile(program: Program, _target: TargetName): Executable {
  return { run: (inputs) => evaluate(program, inputs) };
}
