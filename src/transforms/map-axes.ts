/** Mapped axes: which axis of each leaf is mapped, from entries that may stand for whole subtrees. */

import { AxisError, describeValue, TreeError } from "../errors/index.ts";
import { formatPath, type Step, type TreeStructure } from "../tree/index.ts";

/**
 * Where a tree is stacked: an axis, null for not at all, or a tree of these like the tree itself (or its upper part). Keys that
 * are left out are stacked on axis 0.
 */
export type MapAxes = number | null | readonly MapAxes[] | { readonly [key: string]: MapAxes };

/**
 * The entry for each leaf.
 *
 * @param root  what the entries are called: "in" or "out"
 * @throws      TreeError naming the entry that does not fit the tree
 */
export function axesOfLeaves(entry: MapAxes, structure: TreeStructure, root: string): (number | null)[] {
  const axes: (number | null)[] = [];
  const visit = (node: TreeStructure, given: MapAxes | undefined, steps: readonly Step[]): void => {
    if (given === undefined || given === null || typeof given === "number") {
      for (let leaf = 0; leaf < node.leafCount; leaf++) axes.push(given === undefined ? 0 : given);
      return;
    }
    checkEntry(node, given, formatPath(steps, root));
    node.children.forEach((child, i) => {
      const key = node.sortedKeys[i];
      if (isList(given)) visit(child, given[i], [...steps, i]);
      else visit(child, given[key!], [...steps, key!]);
    });
  };
  visit(structure, entry, []);
  return axes;
}

const isList = (entry: MapAxes): entry is readonly MapAxes[] => Array.isArray(entry);

function checkEntry(node: TreeStructure, given: Exclude<MapAxes, number | null>, path: string): void {
  const { kind, children, keys } = node;
  const isEntry: boolean = typeof given === "object";
  const fits =
    isEntry &&
    (isList(given)
      ? kind === "list" && given.length === children.length
      : kind === "record" && Object.keys(given).every((key) => keys.includes(key)));
  if (fits) return;
  const form = {
    leaf: " or null",
    list: `, null, or a list of ${children.length}`,
    record: `, null, or keys among ${keys.join(", ")}`,
  };
  throw new TreeError({
    where: "vmap",
    path,
    expected: `an axis${form[kind]}`,
    received: describeValue(given),
    hint: path === "in" && kind === "list" ? "The list has one entry for each argument." : undefined,
  });
}

/** The axis counted from the front. @throws AxisError naming the leaf */
export function axisOf(axis: number, rank: number, path: string): number {
  const position = axis < 0 ? axis + rank : axis;
  if (Number.isInteger(axis) && position >= 0 && position < rank) return position;
  throw new AxisError({
    where: "vmap",
    path,
    expected: `an axis from ${-rank} to ${rank - 1} to map over`,
    received: String(axis),
  });
}
