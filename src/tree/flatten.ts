/** Flatten and unflatten: a tree as a list of leaves with a structure, and back. */
import { TreeError } from "../errors/index.ts";
import { unexpectedFormError } from "./difference.ts";
import { invalidNodeError, type TreeContext } from "./invalid-node.ts";
import { depthLimit, isLeaf, isList, isRecord, walkOrder } from "./node.ts";
import { leafStructure, TreeStructure } from "./structure.ts";
import type { Leaf, Tree, TreeOf } from "./types.ts";

/** The leaves of a tree in walking order, and the form they came in. */
export interface Flattened {
  readonly leaves: Leaf[];
  readonly structure: TreeStructure;
}

/**
 * The leaves of a tree, lists by position and objects by sorted key, with the structure that puts them back.
 *
 * @throws TreeError naming the path of anything that is neither leaf, plain object nor list
 * @example
 * ```ts
 * import { array, tree } from "fluxion";
 * const { leaves, structure } = tree.flatten({ halo: { mass: 2, radius: array([1, 3]) }, open: true });
 * console.log(leaves.length, String(structure)); // → 3 {"halo":{"mass":*,"radius":*},"open":*}
 * console.log(tree.unflatten(structure, [5, 6, false])); // → { halo: { mass: 5, radius: 6 }, open: false }
 * ```
 */
export function flatten<T extends TreeOf<T>>(tree: T, context: TreeContext = {}): Flattened {
  const leaves: Leaf[] = [];
  const structure = collect(tree, leaves, 0, tree, { where: "flatten", ...context });
  return { leaves, structure };
}

/** The leaves alone. @throws TreeError as `flatten` does */
export function leavesOf<T extends TreeOf<T>>(tree: T, context: TreeContext = {}): Leaf[] {
  return flatten(tree, { where: "leavesOf", ...context }).leaves;
}

/** The structure alone. @throws TreeError as `flatten` does */
export function structureOf<T extends TreeOf<T>>(tree: T, context: TreeContext = {}): TreeStructure {
  return flatten(tree, { where: "structureOf", ...context }).structure;
}

function collect(node: unknown, leaves: Leaf[], depth: number, root: unknown, context: TreeContext): TreeStructure {
  if (isLeaf(node)) {
    leaves.push(node);
    return leafStructure;
  }
  if (depth > depthLimit) throw invalidNodeError(root, context);
  if (isList(node)) {
    const children = new Array<TreeStructure>(node.length);
    for (let i = 0; i < node.length; i++) children[i] = collect(node[i], leaves, depth + 1, root, context);
    return new TreeStructure("list", children);
  }
  if (!isRecord(node)) throw invalidNodeError(root, context);
  const keys = Object.keys(node);
  const sortedKeys = walkOrder(keys);
  const children = new Array<TreeStructure>(keys.length);
  for (let i = 0; i < keys.length; i++) {
    const key = sortedKeys[i]!;
    if (key === "__proto__") throw invalidNodeError(root, context);
    children[i] = collect(node[key], leaves, depth + 1, root, context);
  }
  return new TreeStructure("record", children, keys, sortedKeys);
}

/**
 * The leaves of a tree that must have the given structure, in the order of that structure; quicker than `flatten`, since
 * nothing is built.
 *
 * @throws TreeError naming the first path where the two differ
 */
export function leavesAs<T extends TreeOf<T>>(structure: TreeStructure, tree: T, context: TreeContext = {}): Leaf[] {
  const leaves = leavesIfAs(structure, tree);
  if (leaves !== undefined) return leaves;
  flatten(tree, context);
  throw unexpectedFormError(placeholders(structure), tree, { where: "leavesAs", ...context });
}

/** The leaves of a tree that has the given structure, in its order; undefined for any other. */
export function leavesIfAs(structure: TreeStructure, tree: unknown): Leaf[] | undefined {
  const leaves: Leaf[] = [];
  return collectAs(structure, tree, leaves) ? leaves : undefined;
}

/** True when the tree has the structure; the order in which keys were written does not matter. */
export function hasStructure(structure: TreeStructure, tree: unknown): boolean {
  return leavesIfAs(structure, tree) !== undefined;
}

function collectAs(structure: TreeStructure, node: unknown, leaves: Leaf[]): boolean {
  const { kind, children } = structure;
  if (kind === "leaf") {
    if (!isLeaf(node)) return false;
    leaves.push(node);
    return true;
  }
  if (kind === "list") {
    if (!isList(node) || node.length !== children.length) return false;
    for (let i = 0; i < children.length; i++) if (!collectAs(children[i]!, node[i], leaves)) return false;
    return true;
  }
  if (!isRecord(node)) return false;
  const { keys, sortedKeys } = structure;
  const present = Object.keys(node);
  if (present.length !== keys.length) return false;
  for (let i = 0; i < keys.length; i++) {
    if (present[i] !== keys[i] && !Object.hasOwn(node, keys[i]!)) return false;
  }
  for (let i = 0; i < children.length; i++) {
    if (!collectAs(children[i]!, node[sortedKeys[i]!], leaves)) return false;
  }
  return true;
}

/** Stands for a leaf whose value is not known, in the text of errors. */
function placeholders(structure: TreeStructure): Tree {
  return unflatten(structure, new Array<Leaf>(structure.leafCount).fill(Number.NaN));
}

/**
 * Builds a tree of the given structure from leaves in walking order; objects get their keys in the order in which they
 * were first written. The leaves may be of any type.
 *
 * @throws TreeError when the number of leaves is not that of the structure
 */
export function unflatten<L>(structure: TreeStructure, leaves: readonly L[]): Tree<L> {
  if (leaves.length !== structure.leafCount) {
    throw new TreeError({
      where: "unflatten",
      expected: `${structure.leafCount} leaves for the structure ${structure.key}`,
      received: String(leaves.length),
    });
  }
  return build(structure, { leaves, next: 0 });
}

interface Cursor<L> {
  readonly leaves: readonly L[];
  next: number;
}

function build<L>(structure: TreeStructure, cursor: Cursor<L>): Tree<L> {
  const { kind, children } = structure;
  if (kind === "leaf") return cursor.leaves[cursor.next++]!;
  if (kind === "list") {
    const list = new Array<Tree<L>>(children.length);
    for (let i = 0; i < children.length; i++) list[i] = build(children[i]!, cursor);
    return list;
  }
  const { keys, sortedKeys } = structure;
  const record: Record<string, Tree<L> | undefined> = {};
  // Keys are laid out as written before they are filled in walking order.
  if (keys !== sortedKeys) for (const key of keys) record[key] = undefined;
  for (let i = 0; i < children.length; i++) record[sortedKeys[i]!] = build(children[i]!, cursor);
  return record as Record<string, Tree<L>>;
}
