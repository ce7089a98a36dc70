/** jit: compiles a function for the shapes it is called with, once for each. */

import type { Arr } from "../array/arr.ts";
import { compile, type Executable, type TargetName } from "../compile/index.ts";
import { CompileError, describeValue } from "../errors/index.ts";
import { widen, type Widened } from "../ops/widened.ts";
import { evaluate } from "../program/evaluate.ts";
import { type TreeStructure, unflatten } from "../tree/index.ts";
import type { LooseArguments } from "./grad.ts";
import { type FlatArguments, flattenArguments, traceCall } from "./trace-call.ts";

/** How to compile. */
export interface JitOptions {
  /** Where the program runs: "wasm" (default) compiles it, "reference" interprets it. */
  readonly target?: TargetName;
}

const targets: readonly TargetName[] = ["wasm", "reference"];

interface Compiled {
  readonly executable: Executable;
  readonly resultStructure: TreeStructure;
}

/**
 * `f`, compiled. The first call with given shapes and element types traces and compiles, later ones run the machine code; other
 * numbers never recompile. Inside another traced function a compiled function is simply part of it.
 *
 * The function must be pure: what it reads besides its arguments is read once, when it is traced.
 *
 * @param f  a pure function of pytrees
 * @returns  a function of the same arguments
 * @throws   CompileError when there is no such target or it cannot run f; what tracing f throws
 * @example
 * ```ts
 * import { type Arr, array, grad, jit } from "fluxion";
 * const slope = jit(grad((x: Arr) => x.sin().sum()));
 * console.log(slope(array([0, 1])).toNested()); // [ 1, 0.5403023058681398 ]
 * ```
 */
export function jit<Args extends readonly unknown[], R>(
  f: (...args: Args) => R,
  { target = "wasm" }: JitOptions = {},
): (...args: LooseArguments<Args>) => Widened<R> {
  if (!targets.includes(target)) {
    const expected = `target ${targets.map((name) => JSON.stringify(name)).join(" or ")}`;
    throw new CompileError({ where: "jit", expected, received: describeValue(target) });
  }
  const compiled = new Map<string, Compiled>();
  return (...args) => {
    const flat = flattenArguments(args, f.name === "" ? "jit" : f.name);
    if (flat.values.some((value) => value.isTracer)) {
      return widen(f(...(unflatten(flat.structure, flat.values) as unknown as Args)), "jit", "result");
    }
    const key = signature(flat);
    let known = compiled.get(key);
    if (known === undefined) {
      const { program, captures, resultStructure } = traceCall(f, flat, "jit");
      if (captures.length > 0) {
        // f closes over values of a function that is being traced: it becomes part of that function.
        return unflatten(resultStructure, evaluate(program, [...captures, ...flat.values])) as Widened<R>;
      }
      known = { executable: compile(program, target), resultStructure };
      compiled.set(key, known);
    }
    return unflatten(known.resultStructure, known.executable.run(flat.values)) as Widened<R>;
  };
}

/** Everything about the arguments that the compiled code depends on. */
function signature({ values, structure }: FlatArguments): string {
  return `${structure.key}|${values.map(typeKey).join(";")}`;
}

function typeKey({ shape, dtype }: Arr): string {
  return shape.length === 0 ? dtype : `${dtype}:${shape.join(",")}`;
}
