/** vmap: a function of single values becomes one of stacks of them. */

import type { Arr } from "../array/arr.ts";
import { describeType, ShapeError, TreeError } from "../errors/index.ts";
import { normaliseAxis } from "../ops/axes.ts";
import { transposeTo } from "../ops/broadcast.ts";
import { traceOnTypes } from "../program/close.ts";
import { flatten, pathsOf, type Tree, type TreeStructure, unflatten } from "../tree/index.ts";
import { asArr } from "../ops/operands.ts";
import { batchProgram, withBatchAxis } from "./batch-program.ts";
import type { LooseArguments } from "./grad.ts";

/** Where an argument is stacked: an axis, null for not at all, or a tree of these like the argument (or its upper part). */
export type MapAxes = number | null | readonly MapAxes[] | { readonly [key: string]: MapAxes };

/** Which axes are mapped. */
export interface VmapOptions {
  /** One entry for all arguments, or a list with one for each. Axis 0 by default. */
  readonly in?: MapAxes;
  /** Where the new axis of the results goes; 0 by default. */
  readonly out?: number;
}

/**
 * Maps `f` over an axis of its arguments, without a loop: every operation works on the whole stack.
 *
 * @param f        a pure function of pytrees
 * @param options  in: 0 (all leaves, axis 0), null (shared), or one entry an argument, each an axis, null, or a tree of them
 * @returns        (...args) -> results with the mapped axis at `out`
 * @throws         ShapeError when mapped lengths differ or a leaf has no such axis, naming the leaf; TreeError when `in` does not
 *                 fit the arguments
 * @example
 * ```ts
 * import { type Arr, array, vmap } from "fluxion";
 * const line = (p: { slope: Arr; offset: Arr }, x: Arr) => p.slope.mul(x).add(p.offset);
 * const y = vmap(line, { in: [null, 0] })({ slope: 2, offset: 1 }, array([0, 1, 2]));
 * console.log(y.toNested()); // [ 1, 3, 5 ]
 * ```
 */
export function vmap<Args extends readonly unknown[], R>(
  f: (...args: Args) => R,
  options: VmapOptions = {},
): (...args: LooseArguments<Args>) => R {
  return (...args) => {
    const { leaves, structure } = flatten(args as unknown as Tree, { where: "vmap", root: "arguments" });
    const values = leaves.map((leaf) => asArr(leaf));
    const axes = leafAxes(options.in ?? 0, structure, values);
    const mapped = axes.map((axis) => axis !== null);
    const size = mappedLength(values, axes, structure);
    const stacked = values.map((value, i) => (axes[i] == null ? value : axisFirst(value, axes[i])));
    let resultStructure: TreeStructure | undefined;
    const { program, captures } = traceOnTypes(
      stacked.map(({ shape, dtype }, i) => ({ shape: mapped[i] === true ? shape.slice(1) : shape, dtype })),
      (inputs) => {
        const result = flatten(f(...(unflatten(structure, inputs) as unknown as Args)) as Tree, {
          where: "vmap",
          root: "result",
        });
        resultStructure = result.structure;
        return result.leaves.map((leaf) => asArr(leaf));
      },
    );
    const batched = batchProgram(program, [...captures, ...stacked], [...captures.map(() => false), ...mapped], size);
    const out = options.out ?? 0;
    const results = batched.outputs.map((output, i) =>
      firstAxisTo(withBatchAxis(output, batched.mapped[i] === true, size), out),
    );
    return unflatten(resultStructure!, results) as R;
  };
}

/** The axis of each leaf, from entries that may stand for whole subtrees. */
function leafAxes(entry: MapAxes, structure: TreeStructure, values: readonly Arr[]): (number | null)[] {
  const axes: (number | null)[] = [];
  const names = pathsOf(structure, "arguments");
  const visit = (node: TreeStructure, given: MapAxes, path: string): void => {
    if (typeof given === "number" || given === null) {
      for (let leaf = 0; leaf < node.leafCount; leaf++) {
        const position = axes.length;
        const value = values[position]!;
        if (given === null) axes.push(null);
        else if (value.rank === 0) {
          throw new ShapeError({
            where: "vmap",
            path: names[position]!,
            expected: `an array with axis ${given} to map over`,
            received: describeType(value),
            hint: "Say { in: null } for arguments that all elements share, or give one entry an argument: { in: [null, 0] }.",
          });
        } else axes.push(normaliseAxis(given, value.shape, "vmap"));
      }
      return;
    }
    const fits = Array.isArray(given)
      ? node.kind === "list" && given.length === node.children.length
      : node.kind === "record";
    if (!fits) {
      throw new TreeError({
        where: "vmap",
        path,
        expected: `"in" to have an axis, null, or entries like the argument (${node.children.length} of them)`,
        received: Array.isArray(given)
          ? `a list of ${given.length}`
          : `an object with keys ${Object.keys(given).join(", ")}`,
      });
    }
    node.children.forEach((child, i) => {
      const key = node.sortedKeys[i];
      const below =
        key === undefined ? (given as readonly MapAxes[])[i] : (given as Readonly<Record<string, MapAxes>>)[key];
      visit(child, below === undefined ? 0 : below, `${path}${key === undefined ? `[${i}]` : `.${key}`}`);
    });
  };
  visit(structure, entry, "in");
  return axes;
}

function mappedLength(values: readonly Arr[], axes: readonly (number | null)[], structure: TreeStructure): number {
  const names = pathsOf(structure, "arguments");
  let first: number | undefined;
  axes.forEach((axis, i) => {
    if (axis === null) return;
    first ??= i;
    const expected = values[first]!.shape[axes[first]!]!;
    if (values[i]!.shape[axis] !== expected) {
      throw new ShapeError({
        where: "vmap",
        path: names[i]!,
        expected: `length ${expected} on axis ${axis}, as ${names[first]!} has`,
        received: describeType(values[i]!),
      });
    }
  });
  if (first === undefined) {
    throw new ShapeError({
      where: "vmap",
      expected: "at least one mapped leaf",
      received: "none",
      hint: 'Every entry of "in" is null.',
    });
  }
  return values[first]!.shape[axes[first]!]!;
}

function axisFirst(x: Arr, axis: number): Arr {
  const others = x.shape.map((_, each) => each).filter((each) => each !== axis);
  return transposeTo(x, [axis, ...others]);
}

function firstAxisTo(x: Arr, axis: number): Arr {
  const position = normaliseAxis(axis, x.shape, "vmap");
  const order = x.shape.map((_, each) => each).filter((each) => each !== 0);
  order.splice(position, 0, 0);
  return transposeTo(x, order);
}
