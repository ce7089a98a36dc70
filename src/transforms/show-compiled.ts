/** showCompiled for users: what a function is compiled to. */

import { showCompiled as showProgram } from "../compile/index.ts";
import type { LooseArguments } from "./grad.ts";
import { flattenArguments, traceCall } from "./trace-call.ts";

/**
 * The loop nests that `jit` makes of `f` for arguments like these, as text: which operations share a loop, what each loop
 * reads and writes, which values are overwritten in place, and how much memory all of it needs. What is not listed as written lives in registers.
 *
 * @param f  a pure function of pytrees
 * @returns  (...args) -> the listing; only shapes and element types of the arguments matter
 * @throws   what tracing f throws; CompileError when it cannot be compiled
 * @example
 * ```ts
 * import { type Arr, showCompiled, zeros } from "fluxion";
 * console.log(showCompiled((x: Arr) => x.exp().mul(2).sum())(zeros([1000])));
 * ```
 */
export function showCompiled<Args extends readonly unknown[]>(
  f: (...args: Args) => unknown,
): (...args: LooseArguments<Args>) => string {
  return (...args) => showProgram(traceCall(f, flattenArguments(args, "showCompiled"), "showCompiled").program);
}
