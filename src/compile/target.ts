/** Targets: where a program can run, and what a compiled program is. */

import type { Arr } from "../array/arr.ts";

/** A target: "wasm" compiles to WebAssembly; "reference" interprets, equation by equation. */
export type TargetName = "wasm" | "reference";

/** All targets. */
export const targetNames: readonly TargetName[] = ["wasm", "reference"];

/** A program made ready to run, again and again. */
export interface Executable {
  /** The outputs for concrete inputs of the program's input types. */
  run(inputs: readonly Arr[]): Arr[];
}
