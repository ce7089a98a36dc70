/** Closing over values: traces code on fresh inputs of given types into a program. */

import type { Arr } from "../array/arr.ts";
import type { ArrayType } from "../array/shape.ts";
import { ProgramBuilder, whileTracing } from "./builder.ts";
import type { Program } from "./program.ts";
import { prune } from "./prune.ts";

export interface Traced {
  readonly program: Program;
  /** Outer traced values that the code used; they are the program's first inputs. */
  readonly captures: readonly Arr[];
}

/** Traces `body` on inputs of the given types. */
export function traceOnTypes(types: readonly ArrayType[], body: (inputs: readonly Arr[]) => readonly Arr[]): Traced {
  const builder = new ProgramBuilder();
  const inputs = types.map((type) => builder.input(type));
  try {
    const { program, captures } = builder.finish(whileTracing(builder, () => body(inputs)));
    return { program: prune(program), captures };
  } finally {
    // After an exception nothing may record here any more.
    builder.abandon();
  }
}

/** As traceOnTypes, for code that must not use outer traced values: rules over programs that are closed already. */
export function traceClosed(types: readonly ArrayType[], body: (inputs: readonly Arr[]) => readonly Arr[]): Program {
  const { program, captures } = traceOnTypes(types, body);
  if (captures.length > 0)
    throw new Error("internal: a derivative rule used a traced value from outside of its program");
  return program;
}
