/** checkpoint for users: a function whose intermediate values are computed again in reverse mode instead of kept. */

import { checkpoint as checkpointPrimitive } from "../../primitives/control/recompute.ts";
import { bind } from "../../program/bind.ts";
import { traceOnTypes } from "../../program/close.ts";
import { flatten, type Tree, type TreeStructure, unflatten } from "../../tree/index.ts";
import { asArr } from "../operands.ts";

/**
 * `f` with less memory in reverse mode: its arguments are kept, and what it computes on the way to its results is computed again when
 * the backward pass comes to it. Values and derivatives are the same; f may close over differentiated values.
 *
 * The steps of a scan are computed again in any case; to keep fewer carries of a long one, give scan the option checkpoint.
 *
 * @param f  a pure function of pytrees
 * @returns  a function of the same arguments
 * @example
 * ```ts
 * import { type Arr, checkpoint, grad, sin } from "fluxion";
 * const layer = checkpoint((x: Arr) => sin(sin(sin(x))));
 * console.log(grad((x: Arr) => layer(layer(x)))(0).item()); // → 1
 * ```
 */
export function checkpoint<Args extends readonly unknown[], R>(f: (...args: Args) => R): (...args: Args) => R {
  return (...args) => {
    const given = flatten(args as unknown as Tree, { where: "checkpoint", root: "arguments" });
    const operands = given.leaves.map((leaf) => asArr(leaf));
    let structure: TreeStructure | undefined;
    const { program, captures } = traceOnTypes(
      operands.map(({ shape, dtype }) => ({ shape, dtype })),
      (inputs) => {
        const result = f(...(unflatten(given.structure, inputs) as unknown as Args));
        const flat = flatten(result as Tree, { where: "checkpoint", root: "result" });
        structure = flat.structure;
        return flat.leaves.map((leaf) => asArr(leaf));
      },
    );
    const results = bind(checkpointPrimitive, [...captures, ...operands], { branches: [program] });
    return unflatten(structure!, results) as R;
  };
}
