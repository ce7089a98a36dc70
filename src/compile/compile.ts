/** compile: makes a closed program ready to run on a target. */

import type { Program } from "../program/program.ts";
import { compileReference } from "./reference.ts";
import type { Executable, TargetName } from "./target.ts";
import { compileWasm } from "./wasm/compile-wasm.ts";

const targets: Readonly<Record<TargetName, (program: Program) => Executable>> = {
  wasm: compileWasm,
  reference: compileReference,
};

/**
 * A program as something that runs: inputs in, outputs out. Programs of the same structure share machine code; constants
 * are data of each.
 *
 * @throws CompileError when the target cannot run the program
 */
export function compile(program: Program, target: TargetName): Executable {
  return targets[target](program);
}
