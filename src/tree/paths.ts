/** Lists the leaves of a tree together with their paths. */
import { flatten } from "./flatten.ts";
import { formatPath } from "./path.ts";
import type { TreeContext } from "./invalid-node.ts";
import type { TreeStructure } from "./structure.ts";
import type { Leaf, TreeOf } from "./types.ts";

/** A leaf and where it stands. */
export interface PathedLeaf {
  readonly path: string;
  readonly leaf: Leaf;
}

/**
 * The path of every leaf, in the order of `flatten`: `["halo.scaleRadius", "lens[0].mass"]`. The path of a tree that is
 * one leaf is the empty text.
 *
 * @throws TreeError as `flatten` does
 * @example
 * ```ts
 * import { tree } from "fluxion";
 * console.log(tree.paths({ lens: [{ mass: 1 }], halo: { scaleRadius: 2 } })); // → [ 'halo.scaleRadius', 'lens[0].mass' ]
 * ```
 */
export function paths<T extends TreeOf<T>>(tree: T, context: TreeContext = {}): string[] {
  return pathsOf(flatten(tree, { where: "paths", ...context }).structure, context.root);
}

/** The paths of every tree with this structure. */
export function pathsOf(structure: TreeStructure, root = ""): string[] {
  const found: string[] = [];
  const visit = (node: TreeStructure, prefix: string): void => {
    if (node.kind === "leaf") found.push(prefix);
    node.children.forEach((child, index) => {
      visit(child, formatPath([node.sortedKeys[index] ?? index], prefix));
    });
  };
  visit(structure, root);
  return found;
}

/**
 * Every leaf with its path, in the order of `flatten`.
 *
 * @throws TreeError as `flatten` does
 */
export function leavesWithPaths<T extends TreeOf<T>>(tree: T, context: TreeContext = {}): PathedLeaf[] {
  const { leaves, structure } = flatten(tree, { where: "leavesWithPaths", ...context });
  const names = pathsOf(structure, context.root);
  return leaves.map((leaf, index) => ({ path: names[index]!, leaf }));
}
