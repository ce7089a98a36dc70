/** Branches of a choice: functions traced to programs on the same operands, which must agree in what they return. */

import type { Arr } from "../../array/arr.ts";
import { sameShape } from "../../array/shape.ts";
import { describeType, DTypeError, ShapeError } from "../../errors/index.ts";
import { type Traced, traceOnTypes } from "../../program/close.ts";
import { type Program, Variable } from "../../program/program.ts";
import { differenceError, flatten, pathsOf, sameStructure, type Tree, type TreeStructure } from "../../tree/index.ts";
import { asArr } from "../operands.ts";

/** A function without arguments, and what errors call it. */
export interface NamedBranch {
  readonly name: string;
  readonly run: () => unknown;
}

export interface TracedBranches {
  readonly branches: readonly Program[];
  /** Values that any branch closes over: operands of all. */
  readonly captures: readonly Arr[];
  readonly structure: TreeStructure;
}

/** @throws TreeError, ShapeError or DTypeError naming the first leaf where the results of branches differ */
export function traceBranches(where: string, named: readonly NamedBranch[]): TracedBranches {
  const traced = named.map((branch) => traceBranch(where, branch));
  const [first, ...others] = traced as [TracedBranch, ...TracedBranch[]];
  for (const other of others) checkAgreement(where, first, other);
  const captures = [...new Set(traced.flatMap((branch) => branch.traced.captures))];
  return {
    branches: traced.map((branch) => withInputs(branch.traced, captures)),
    captures,
    structure: first.structure,
  };
}

interface TracedBranch {
  readonly name: string;
  readonly result: unknown;
  readonly structure: TreeStructure;
  readonly traced: Traced;
}

function traceBranch(where: string, { name, run }: NamedBranch): TracedBranch {
  let result: unknown;
  let structure: TreeStructure | undefined;
  const traced = traceOnTypes([], () => {
    result = run();
    const flat = flatten(result as Tree, { where, root: "result" });
    structure = flat.structure;
    return flat.leaves.map((leaf) => asArr(leaf));
  });
  return { name, result, structure: structure!, traced };
}

function checkAgreement(where: string, first: TracedBranch, other: TracedBranch): void {
  if (!sameStructure(first.structure, other.structure)) {
    throw differenceError([first.result, other.result], { where, root: "result", names: [first.name, other.name] });
  }
  first.traced.program.outputs.forEach(({ type }, i) => {
    const otherType = other.traced.program.outputs[i]!.type;
    const agrees = sameShape(type.shape, otherType.shape);
    if (agrees && type.dtype === otherType.dtype) return;
    const details = {
      where,
      path: pathsOf(first.structure, "result")[i]!,
      expected: `${describeType(type)}, as ${first.name} returns`,
      received: `${describeType(otherType)} from ${other.name}`,
    };
    throw agrees
      ? new DTypeError({ ...details, hint: `Convert one of them with cast(x, "${type.dtype}").` })
      : new ShapeError({
          ...details,
          hint: `${where === "cond" ? "Both" : "All"} branches return the same shapes; broadcastTo gives a value another one.`,
        });
  });
}

/** The program with one input for each of `captures`, whether it reads it or not. */
export function withInputs({ program, captures: own }: Traced, captures: readonly Arr[]): Program {
  const inputs = captures.map((value) => {
    const position = own.indexOf(value);
    return position < 0 ? new Variable({ shape: value.shape, dtype: value.dtype }) : program.inputs[position]!;
  });
  return { ...program, inputs: [...inputs, ...program.inputs.slice(own.length)] };
}
