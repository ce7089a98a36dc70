/** Tracing a call: a function of pytrees and its arguments become a program of flat inputs and outputs. */

import type { Arr } from "../array/arr.ts";
import type { ArrayType } from "../array/shape.ts";
import { asArr } from "../ops/operands.ts";
import { traceOnTypes } from "../program/close.ts";
import type { Program } from "../program/program.ts";
import { flatten, pathsOf, refuseBooleans, type Tree, TreeStructure, unflatten } from "../tree/index.ts";

/** A function that transformations accept: pure, of pytrees, to a pytree. */
export type TreeFunction<Args extends readonly unknown[], R> = (...args: Args) => R;

/** Arguments as leaves. */
export interface FlatArguments {
  readonly values: readonly Arr[];
  /** The structure of the list of arguments. */
  readonly structure: TreeStructure;
}

/** What tracing needs to know of arguments: everything but the values. */
export interface ArgumentTypes {
  readonly values: readonly ArrayType[];
  readonly structure: TreeStructure;
}

/** @throws TreeError naming the leaf that is none, or a boolean */
export function flattenArguments(
  args: readonly unknown[],
  where: string,
  nameOf = (position: number): string => argumentName(position, args.length),
): FlatArguments {
  const values: Arr[] = [];
  const children = args.map((argument, i) => {
    const context = { where, root: nameOf(i) };
    const { leaves, structure } = flatten(argument as Tree, context);
    refuseBooleans(leaves, argument, context);
    for (const leaf of leaves) values.push(asArr(leaf));
    return structure;
  });
  return { values, structure: new TreeStructure("list", children) };
}

/** What errors call an argument: a single one is `params`, as its paths read best so. */
export function argumentName(position: number, count: number): string {
  return count === 1 ? "params" : `arguments[${position}]`;
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
  { values, structure }: ArgumentTypes,
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

/** Paths of all leaves of the arguments. */
export function argumentPaths({ children }: TreeStructure): string[] {
  return children.flatMap((child, i) => pathsOf(child, argumentName(i, children.length)));
}
