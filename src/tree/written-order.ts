/** Written order: the leaves of a tree as somebody wrote them, where walks sort the keys of objects. */
import type { TreeStructure } from "./structure.ts";

/**
 * The positions of the leaves among those of `flatten`, in the order in which the tree was written: lists by position, objects
 * by the order of their keys. JavaScript itself puts keys that are whole numbers first.
 *
 * @example
 * ```ts
 * import { tree } from "fluxion";
 * const { structure } = tree.flatten({ slope: 2, offset: 1 });
 * const paths = tree.pathsOf(structure); // by sorted key
 * console.log(paths, tree.writtenOrder(structure).map((k) => paths[k])); // → [ 'offset', 'slope' ] [ 'slope', 'offset' ]
 * ```
 */
export function writtenOrder(structure: TreeStructure): readonly number[] {
  const order: number[] = [];
  visit(structure, 0, order);
  return order;
}

function visit({ kind, children, keys, sortedKeys }: TreeStructure, first: number, order: number[]): void {
  if (kind === "leaf") {
    order.push(first);
    return;
  }
  const starts: number[] = [];
  let next = first;
  for (const child of children) {
    starts.push(next);
    next += child.leafCount;
  }
  if (keys === sortedKeys) {
    children.forEach((child, i) => {
      visit(child, starts[i]!, order);
    });
    return;
  }
  const positions = new Map(sortedKeys.map((key, i) => [key, i]));
  for (const key of keys) {
    const i = positions.get(key)!;
    visit(children[i]!, starts[i]!, order);
  }
}
