/** trace: shows the program that a function becomes. */

import { flattenArguments, traceCall } from "./trace-call.ts";
import type { LooseArguments } from "./grad.ts";
import { TracedProgram } from "../program/print.ts";

/**
 * The program that `f` becomes for arguments like these: typed single-assignment code, which prints as text.
 *
 * @param f  a pure function of pytrees
 * @returns  (...args) -> the program; only shapes and element types of the arguments matter
 * @example
 * ```ts
 * import { type Arr, trace, zeros } from "fluxion";
 * console.log(String(trace((x: Arr) => x.exp().mul(2).sum())(zeros([3]))));
 * ```
 */
export function trace<Args extends readonly unknown[]>(
  f: (...args: Args) => unknown,
): (...args: LooseArguments<Args>) => TracedProgram {
  return (...args) => new TracedProgram(traceCall(f, flattenArguments(args, "trace"), "trace").program);
}
