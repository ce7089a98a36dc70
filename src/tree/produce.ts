/** Produce: the next tree, written as changes to a draft of this one. The seam to immer. */
import { produce as immerProduce } from "immer";
import { adopt } from "./adopt.ts";
import { flatten } from "./flatten.ts";
import { frozenNodes } from "./freeze.ts";
import type { Frozen, TreeOf, Writable } from "./types.ts";

/**
 * Applies `recipe` to a draft of the tree and returns the changed tree, frozen; the tree itself stays as it is and what did
 * not change is shared. A number set where an Arr was becomes an Arr of its element type.
 *
 * @throws TreeError when the recipe puts something in the tree that no tree may hold
 * @example
 * ```ts
 * import { tree } from "fluxion";
 * const before = { halo: { mass: 1, radius: 2 }, open: true };
 * const after = tree.produce(before, (draft) => {
 *   draft.halo.mass = 3;
 * });
 * console.log(before.halo.mass, after.halo.mass); // → 1 3
 * ```
 */
export function produce<T extends TreeOf<T>>(tree: T, recipe: (draft: Writable<T>) => void): Frozen<T> {
  // Writable<T> only takes the readonly marks from T, which is what a draft of immer is at run time.
  const next = immerProduce(tree, (draft) => {
    recipe(draft as unknown as Writable<T>);
  });
  const adopted = adopt(tree, next) as T;
  flatten(adopted, { where: "produce" });
  return frozenNodes(adopted);
}
