/** Freeze: makes a tree immutable at every level. */
import { flatten } from "./flatten.ts";
import { isLeaf } from "./node.ts";
import type { Frozen, TreeOf } from "./types.ts";

/**
 * Freezes every object and list of a tree in place and returns it. Arr leaves are immutable as they are: nothing hands out
 * their memory.
 *
 * @throws TreeError when it is not a tree
 * @example
 * ```ts
 * import { array, tree } from "fluxion";
 * const params = tree.freeze({ halo: { mass: array(1) } });
 * console.log(Object.isFrozen(params.halo)); // → true
 * ```
 */
export function freeze<T extends TreeOf<T>>(tree: T): Frozen<T> {
  flatten(tree, { where: "freeze" });
  return frozenNodes(tree);
}

/** The same for what is known to be a tree. */
export function frozenNodes<T>(tree: T): Frozen<T> {
  freezeNodes(tree);
  // Only the readonly marks differ between T and Frozen<T>.
  return tree as unknown as Frozen<T>;
}

function freezeNodes(node: unknown): void {
  if (isLeaf(node) || typeof node !== "object" || node === null) return;
  for (const child of Object.values(node)) freezeNodes(child);
  Object.freeze(node);
}
