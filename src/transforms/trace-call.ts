/** Tracing a call: a function of pytrees and its arguments become a program of flat inputs and outputs. */

import type { Arr } from "../array/arr.ts";
import { asArr } from "../ops/operands.ts";
import { traceOnTypes } from "../program/close.ts";
import type { Program } from "../program/program.ts";
import { flatten, pathsOf, type Tree, type TreeStructure, unflatten } from "../tree/index.ts";

/** A function that transformations accept: pure, of pytrees, to a pytree. */
export type TreeFunction<Args extends readonly unknown[], R> = (...args: Args) => R;

/** Arguments as leaves. */
export interface FlatArguments {
  readonly values: readonly Arr[];
  /** The structure of the list of arguments. */
  readonly structure: TreeStructure;
}

export function flattenArguments(args: readonly unknown[], where: string): FlatArguments {
  const { leaves, structure } = flatten(args as unknown as Tree, { where, root: "arguments" });
  return { values: leaves.map((leaf) => asArr(leaf)), structure };
}

export interface TracedCall {
  /** Inputs are the captures, then the leaves of the arguments. */
  readonly program: Program;
  /** Outer traced values that the function closes over. */
  readonly captures: readonly Arr[];
  readonly resultStructure: TreeStructure;
}

/** Traces `f` on arguments of the given types and structure. */
export function traceCall<Args extends readonly unknown[], R>(
  f: TreeFunction<Args, R>,
  { values, structure }: FlatArguments,
  where: string,
): TracedCall {
  let resultStructure: TreeStructure | undefined;
  const { program, captures } = traceOnTypes(
    values.map(({ shape, dtype }) => ({ shape, dtype })),
    (inputs) => {
      const result = f(...(unflatten(structure, inputs) as unknown as Args));
      const flat = flatten(result as Tree, { where, root: "result" });
      resultStructure = flat.structure;
      return flat.leaves.map((leaf) => asArr(leaf));
    },
  );
  return { program, captures, resultStructure: resultStructure! };
}

/** Where the leaves of argument `position` stand among all leaves. */
export function leafRange(
  structure: TreeStructure,
  position: number,
): { readonly start: number; readonly end: number } {
  let start = 0;
  for (let i = 0; i < position; i++) start += structure.children[i]!.leafCount;
  return { start, end: start + structure.children[position]!.leafCount };
}

/** Paths of all leaves of the arguments; a single argument is called `params`, as its paths read best so. */
export function argumentPaths(structure: TreeStructure): string[] {
  const { children } = structure;
  return children.flatMap((child, i) => pathsOf(child, children.length === 1 ? "params" : `arguments[${i}]`));
}
