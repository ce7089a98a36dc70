/** Refuses booleans where a tree enters a function that traces its leaves: inside, a boolean would be an object, always true. */
import { TreeError } from "../errors/index.ts";
import { leavesWithPaths } from "./paths.ts";
import type { Leaf } from "./types.ts";
import type { TreeContext } from "./invalid-node.ts";

/**
 * @param leaves  those of the tree, by `flatten`
 * @throws TreeError naming the first leaf that is true or false, and the ways out
 */
export function refuseBooleans(leaves: readonly Leaf[], tree: unknown, { where, root }: TreeContext): void {
  if (!leaves.some((leaf) => typeof leaf === "boolean")) return;
  const found = leavesWithPaths(tree as Leaf, { where, root }).find(({ leaf }) => typeof leaf === "boolean")!;
  throw new TreeError({
    where,
    path: found.path,
    expected: "an Arr or a number",
    received: String(found.leaf),
    hint:
      "Inside it would be an Arr, which every if takes for true. Let the function close over the flag: (x) => f(x, true); " +
      "or give array(true), and choose by it with where or cond.",
  });
}
