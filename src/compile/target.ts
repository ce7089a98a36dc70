/** Targets: where a program can run, and what a compiled program is. */

import type { Arr } from "../array/arr.ts";

/** All targets: "wasm" compiles to WebAssembly; "reference" interprets, equation by equation. */
export const targetNames = ["wasm", "reference"] as const;

/** One of the targets. */
export type TargetName = (typeof targetNames)[number];

/** A program made ready to run, again and again. */
export interface Executable {
  /** The outputs for concrete inputs of the program's input types. */
  run(inputs: readonly Arr[]): Arr[];
}
