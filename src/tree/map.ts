/** Map: a function of one leaf, or of the leaves at the same place of several trees, applied to whole trees. */
import { differenceError } from "./difference.ts";
import { flatten } from "./flatten.ts";
import { depthLimit, isLeaf, isList, isRecord } from "./node.ts";
import type { Leaf, LeafOf, Mapped, TreeOf } from "./types.ts";

/**
 * Applies `fn` to every leaf and gives the tree of its results. With several trees `fn` gets the leaves that stand at the
 * same path; what it returns may be of any type.
 *
 * @throws TreeError when the trees differ, naming the first path where they do
 * @example
 * ```ts
 * import { tree } from "fluxion";
 * const step = tree.map((value, slope) => value - 0.1 * slope, { a: 1, b: [2, 3] }, { a: 10, b: [0, 5] });
 * console.log(step); // → { a: 0, b: [ 2, 2.5 ] }
 * ```
 */
export function map<T extends TreeOf<T>, R>(fn: (leaf: LeafOf<T>) => R, tree: T): Mapped<T, R>;
export function map<T extends TreeOf<T>, U extends TreeOf<U>, R>(
  fn: (leaf: LeafOf<T>, other: LeafOf<U>) => R,
  tree: T,
  other: U,
): Mapped<T, R>;
export function map<T extends TreeOf<T>, U extends TreeOf<U>, V extends TreeOf<V>, R>(
  fn: (leaf: LeafOf<T>, second: LeafOf<U>, third: LeafOf<V>) => R,
  tree: T,
  second: U,
  third: V,
): Mapped<T, R>;
export function map(fn: (...leaves: never[]) => unknown, ...trees: unknown[]): unknown {
  return walk(fn as (...leaves: unknown[]) => unknown, trees, 0, trees);
}

function walk(
  fn: (...leaves: unknown[]) => unknown,
  nodes: readonly unknown[],
  depth: number,
  roots: readonly unknown[],
): unknown {
  const [first] = nodes;
  if (isLeaf(first)) {
    for (let i = 1; i < nodes.length; i++) if (!isLeaf(nodes[i])) throw mismatch(roots);
    return fn(...nodes);
  }
  if (depth > depthLimit) throw mismatch(roots);
  if (isList(first)) {
    for (let i = 1; i < nodes.length; i++) {
      const other = nodes[i];
      if (!isList(other) || other.length !== first.length) throw mismatch(roots);
    }
    const lists = nodes as readonly (readonly unknown[])[];
    const result = new Array<unknown>(first.length);
    for (let index = 0; index < first.length; index++) {
      const children = lists.map((list) => list[index]);
      result[index] = walk(fn, children, depth + 1, roots);
    }
    return result;
  }
  if (!isRecord(first)) throw mismatch(roots);
  const keys = Object.keys(first);
  for (let i = 1; i < nodes.length; i++) {
    const other = nodes[i];
    if (!isRecord(other) || Object.keys(other).length !== keys.length) throw mismatch(roots);
    for (const key of keys) if (!Object.hasOwn(other, key)) throw mismatch(roots);
  }
  const records = nodes as readonly Readonly<Record<string, unknown>>[];
  const result: Record<string, unknown> = {};
  for (const key of keys) {
    if (key === "__proto__") throw mismatch(roots);
    const children = records.map((record) => record[key]);
    result[key] = walk(fn, children, depth + 1, roots);
  }
  return result;
}

/** A node that no tree may hold is reported as such; otherwise the trees differ. */
function mismatch(roots: readonly unknown[]): Error {
  try {
    for (const root of roots) flatten(root as Leaf, { where: "map" });
  } catch (error) {
    if (error instanceof Error) return error;
  }
  return differenceError(roots, { where: "map" });
}
