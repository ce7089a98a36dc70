/** jit: compiles a function for the shapes it is called with, once for each. */

import { jitChecks } from "./option-checks.ts";
import type { Arr } from "../array/arr.ts";
import { sameShape } from "../array/shape.ts";
import { asArr } from "../ops/operands.ts";
import { compile, type Executable, type TargetName } from "../compile/index.ts";
import { checkOptions } from "../errors/index.ts";
import { widen, type Widened } from "../ops/widened.ts";
import { keepingSites } from "../program/builder.ts";
import { evaluate } from "../interpreters/evaluate.ts";
import type { Program } from "../program/program.ts";
import { leavesIfAs, type Loose, type TreeStructure, unflatten } from "../tree/index.ts";
import { faultError, holdsFault, type NumericFault, vanishedFaultError } from "./faults/numeric-fault.ts";
import { splitArguments } from "./static-arguments.ts";
import { type ArgumentTypes, type FlatArguments, flattenArguments, traceCall, type TracedCall } from "./trace-call.ts";

/** How to compile. */
export interface JitOptions<Static extends readonly number[] = readonly number[]> {
  /**
   * Positions of arguments that are no arrays but choices: numbers, text, true or false, null, and lists and objects of these. They reach
   * the function as they are, and each new value of them is compiled for anew, as each new shape is.
   */
  readonly static?: Static;
  /** Where the program runs: "wasm" (default) compiles it, "reference" interprets it. */
  readonly target?: TargetName;
  /**
   * "nan" reports a result that holds NaN as an error that names the equation which made the first one, with the line it was
   * written on; "infinity" reports infinities as well. Costs a look at the results until there is one.
   */
  readonly debug?: NumericFault;
}

/** What a compiled function is called with: numbers may stand for arrays, static arguments are as they are. */
export type JitArguments<Args extends readonly unknown[], Static extends readonly number[]> = {
  [K in keyof Args]: K extends `${Static[number]}` ? Args[K] : Loose<Args[K]>;
};

interface Compiled {
  /** The static arguments that it was compiled for, as text. */
  readonly staticKey: string;
  /** The arguments that it was compiled for. */
  readonly argumentTypes: ArgumentTypes;
  readonly program: Program;
  readonly executable: Executable;
  readonly resultStructure: TreeStructure;
}

/**
 * `f`, compiled. The first call with given shapes and element types traces and compiles, later ones run the machine code; other
 * numbers never recompile. Inside another traced function a compiled function is simply part of it.
 *
 * The function must be pure: what it reads besides its arguments is read once, when it is traced.
 *
 * @param f        a pure function of pytrees, and of plain values at the positions `static`
 * @param options  `static`, `target`, `debug`
 * @returns  a function of the same arguments
 * @throws   CompileError when there is no such target or it cannot run f; OptionError for a static argument that is no plain value;
 *           NumericError when it is asked for; what tracing f throws
 * @example
 * ```ts
 * import { type Arr, array, grad, jit } from "fluxion";
 * const slope = jit(grad((x: Arr) => x.sin().sum()));
 * console.log(slope(array([0, 1])).toNested()); // → [ 1, 0.5403023058681398 ]
 * const power = jit((x: Arr, n: number, mode: "plain" | "negative") => (mode === "plain" ? x : x.neg()).pow(n), { static: [1, 2] });
 * console.log(power(2, 3, "plain").item(), power(2, 3, "negative").item()); // → 8 -8
 * ```
 */
export function jit<Args extends readonly unknown[], R, const Static extends readonly number[] = readonly []>(
  f: (...args: Args) => R,
  options: JitOptions<Static> = {},
): (...args: JitArguments<Args, Static>) => Widened<R> {
  checkOptions(options, jitChecks, "jit");
  const { target = "wasm", debug, static: positions = [] } = options;
  const hasStatic = positions.length > 0;
  const where = f.name === "" ? "jit" : f.name;
  const compiled = new Map<string, Compiled>();
  let latest: Compiled | undefined;
  return (...given) => {
    const split = hasStatic ? splitArguments(given, positions, where) : undefined;
    const args = split?.traced ?? given;
    const staticKey = split?.key ?? "";
    // Most calls are like the one before: to see that takes less than to look one up.
    const values = latest?.staticKey === staticKey ? valuesAs(latest.argumentTypes, args) : undefined;
    if (latest !== undefined && values !== undefined) return finish<R>(latest, values);
    const flat = flattenArguments(args, where, split?.nameOf);
    // All arguments, as f declares them.
    const call = (...traced: readonly unknown[]): R => f(...((split?.joined(traced) ?? traced) as unknown as Args));
    if (flat.values.some((value) => value.isTracer)) {
      return widen(call(...(unflatten(flat.structure, flat.values) as readonly unknown[])), "jit", "result");
    }
    const key = `${signature(flat)}|${staticKey}`;
    let known = compiled.get(key);
    if (known === undefined) {
      const traced = (): TracedCall => traceCall(call, flat, "jit");
      const { program, captures, resultStructure } = debug === undefined ? traced() : keepingSites(traced);
      if (captures.length > 0) {
        // f closes over values of a function that is being traced: it becomes part of that function.
        return unflatten(resultStructure, evaluate(program, [...captures, ...flat.values])) as Widened<R>;
      }
      const argumentTypes = {
        structure: flat.structure,
        values: flat.values.map(({ shape, dtype }) => ({ shape, dtype })),
      };
      known = { staticKey, argumentTypes, program, executable: compile(program, target), resultStructure };
      compiled.set(key, known);
    }
    latest = known;
    return finish<R>(known, flat.values);
  };

  function finish<R>(
    { argumentTypes, program, executable, resultStructure }: Compiled,
    values: readonly Arr[],
  ): Widened<R> {
    const outputs = executable.run(values);
    if (debug !== undefined && outputs.some(holdsFault[debug])) {
      const flat = { structure: argumentTypes.structure, values };
      throw faultError("jit", debug, program, flat) ?? vanishedFaultError("jit", debug);
    }
    return unflatten(resultStructure, outputs) as Widened<R>;
  }
}

/** The leaves of arguments that have the given structure, shapes and element types, and are known; undefined for others. */
function valuesAs({ structure, values: types }: ArgumentTypes, args: readonly unknown[]): readonly Arr[] | undefined {
  const leaves = leavesIfAs(structure, args);
  if (leaves === undefined) return undefined;
  for (let i = 0; i < leaves.length; i++) {
    // Refused by the walk that follows.
    if (typeof leaves[i] === "boolean") return undefined;
    const value = asArr(leaves[i]!);
    const type = types[i]!;
    if (value.isTracer || value.dtype !== type.dtype || !sameShape(value.shape, type.shape)) return undefined;
    leaves[i] = value;
  }
  // Every leaf has been replaced by its array.
  return leaves as Arr[];
}

/** Everything about the arguments that the compiled code depends on. */
function signature({ values, structure }: FlatArguments): string {
  return `${structure.key}|${values.map(typeKey).join(";")}`;
}

function typeKey({ shape, dtype }: Arr): string {
  return shape.length === 0 ? dtype : `${dtype}:${shape.join(",")}`;
}
