/** trace: shows the program that a function becomes. */

import { TracedProgram } from "../program/print.ts";
import type { LooseArguments } from "./grad.ts";
import { argumentPaths, flattenArguments, traceCall } from "./trace-call.ts";

/**
 * The program that `f` becomes for arguments like these: typed single-assignment code, which prints as text.
 *
 * @param f  a pure function of pytrees
 * @returns  (...args) -> the program; only shapes and element types of the arguments matter
 * @throws   what tracing f throws
 * @example
 * ```ts
 * import { type Arr, trace, zeros } from "fluxion";
 * console.log(String(trace((x: Arr) => x.exp().mul(2).sum())(zeros([3]))));
 * // (a: f64[3]) => {
 * //   b: f64[3] = exp a
 * //   c: f64[3] = mul b 2
 * //   d: f64[] = reduceSum[axes=[0]] c
 * //   return d
 * // }
 * ```
 */
export function trace<Args extends readonly unknown[]>(
  f: (...args: Args) => unknown,
): (...args: LooseArguments<Args>) => TracedProgram {
  return (...args) => {
    const flat = flattenArguments(args, "trace");
    const { program, captures } = traceCall(f, flat, "trace");
    const plain = flat.structure.children.every(({ kind }) => kind === "leaf");
    const paths = [...captures.map(() => "(outer)"), ...argumentPaths(flat.structure)];
    return new TracedProgram(program, plain && captures.length === 0 ? undefined : paths);
  };
}
