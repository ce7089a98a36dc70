/** Compiles a function of vectors for methods that call it many times: typed arrays in, typed arrays out, little in between. */
import { type Arr, array, zeros } from "../array/index.ts";
import { callInPlace } from "../compile/in-place.ts";
import type { TargetName } from "../compile/target.ts";
import { portableWasm } from "../compile/wasm/portable.ts";
import { callSite, TracerError } from "../errors/index.ts";
import { cast } from "../ops/index.ts";
import { evaluate } from "../interpreters/evaluate.ts";
import type { Program } from "../program/program.ts";
import { type FlatArguments, flattenArguments, traceCall } from "./trace-call.ts";
import { flatten, type Tree } from "../tree/index.ts";

/** A compiled function of vectors; every call returns new arrays, one a leaf of the result, row by row. */
export type VectorFunction = (...vectors: readonly Float64Array[]) => readonly Float64Array[];

/** What to compile it for. */
export interface VectorFunctionOptions {
  /** Length of each vector. */
  readonly sizes: readonly number[];
  /** Values that stay as they are, inputs of the program so that others of the same shape share its code. */
  readonly fixed: readonly Arr[];
  readonly target: TargetName | undefined;
  /** The function the user called, for errors. */
  readonly where: string;
}

/**
 * Compiles a function of vectors, and of what stays fixed, to a tree of real arrays.
 *
 * @throws TracerError when it reads a value of a function that is being traced; what tracing it throws
 */
export function compileVectors(
  f: (vectors: readonly Arr[], fixed: readonly Arr[]) => unknown,
  options: VectorFunctionOptions,
): VectorFunction {
  const { run, read, count } = compileProgram(traceVectors(f, options), options);
  const positions = Array.from({ length: count }, (_, i) => i);
  return (...vectors) => {
    run(...vectors);
    return positions.map(read);
  };
}

/** The program of a function of vectors and of what stays fixed. @throws as compileVectors */
export function traceVectors(
  f: (vectors: readonly Arr[], fixed: readonly Arr[]) => unknown,
  { sizes, fixed, where }: VectorFunctionOptions,
): Program {
  const traced = (vectors: readonly Arr[], held: readonly Arr[]): Arr[] =>
    flatten(f(vectors, held) as Tree, { where, root: "result" }).leaves.map((leaf) => cast(leaf, "f64"));
  return traceKnown(traced, flattenArguments([sizes.map((size) => zeros([size])), fixed], where), where);
}

/** A compiled program of vectors, whose results are read one by one. */
export interface VectorProgram {
  /** Number of results. */
  readonly count: number;
  readonly run: (...vectors: readonly Float64Array[]) => void;
  /** A copy of a result of the last run. */
  readonly read: (position: number) => Float64Array;
}

/** Compiles a program of `traceVectors`. */
export function compileProgram(program: Program, { sizes, fixed, target }: VectorFunctionOptions): VectorProgram {
  if (target === "reference") {
    let results: readonly Arr[] = [];
    return {
      count: program.outputs.length,
      run: (...vectors) => {
        results = evaluate(program, [...vectors.map((vector) => array(vector)), ...fixed]);
      },
      read: (position) => results[position]!.toArray() as Float64Array,
    };
  }
  const { inputs, outputs, run } = callInPlace(portableWasm(program));
  const held = fixed.map((value) => value.toArray());
  return {
    count: outputs.length,
    run: (...vectors) => {
      for (let i = 0; i < sizes.length; i++) inputs[i]!.set(vectors[i]!);
      // A run may write over any of its inputs.
      for (let i = 0; i < held.length; i++) inputs[sizes.length + i]!.set(held[i]!);
      run();
    },
    read: (position) => new Float64Array(outputs[position]!),
  };
}

/**
 * The program of a function all of whose numbers are known or arguments.
 *
 * @throws TracerError when it reads a value of a function that is being traced
 */
export function traceKnown<Args extends readonly unknown[], R>(
  f: (...args: Args) => R,
  examples: FlatArguments,
  where: string,
): Program {
  const { program, captures } = traceCall(f, examples, where);
  if (captures.length === 0) return program;
  throw new TracerError({
    where,
    site: callSite(),
    problem: "what is to be compiled reads a value that is not known, since the function around it is being traced",
    hint:
      "Call it outside of grad, jit and vmap. The derivative of a minimum by what its function reads is that of implicit.argmin, " +
      "with a solve that returns the minimum found outside: () => fit.params.",
  });
}
