/** Carry: what the body of a loop returns must have the form that the loop began with. */

import type { Arr } from "../../array/arr.ts";
import { sameShape } from "../../array/shape.ts";
import { describeType, DTypeError, ShapeError } from "../../errors/index.ts";
import { differenceError, flatten, pathsOf, sameStructure, type Tree, type TreeStructure } from "../../tree/index.ts";
import { asArr } from "../operands.ts";

/** The carry that a loop begins with. */
export interface FirstCarry {
  readonly initial: unknown;
  readonly structure: TreeStructure;
  readonly carries: readonly Arr[];
}

/**
 * The leaves of the next carry.
 *
 * @throws TreeError, ShapeError or DTypeError naming the leaf that is not as at the start
 */
export function carryLeaves(where: string, next: unknown, { initial, structure, carries }: FirstCarry): Arr[] {
  const after = flatten(next as Tree, { where, root: "carry" });
  if (!sameStructure(after.structure, structure)) {
    throw differenceError([initial, next], {
      where,
      root: "carry",
      names: ["initial", "the carry returned by the body"],
    });
  }
  return after.leaves.map((each, i) => {
    const before = carries[i]!;
    const leaf = asArr(each, typeof each === "number" ? before.dtype : undefined);
    checkLeaf(where, leaf, before, () => pathsOf(structure, "carry")[i]!);
    return leaf;
  });
}

function checkLeaf(where: string, next: Arr, before: Arr, path: () => string): void {
  if (!sameShape(next.shape, before.shape)) {
    const emits = where === "scan" ? ", or emit what grows" : "";
    throw new ShapeError({
      where,
      path: path(),
      expected: `${describeType(before)}, as at the start`,
      received: describeType(next),
      hint: `A carry keeps its shape; start with an array of the final shape (zeros or broadcastTo)${emits}.`,
    });
  }
  if (next.dtype !== before.dtype) {
    throw new DTypeError({
      where,
      path: path(),
      expected: `${describeType(before)}, as at the start`,
      received: describeType(next),
      hint: `Start with cast(x, "${next.dtype}"), or cast the new carry back.`,
    });
  }
}
