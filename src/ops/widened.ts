/** Widening: trees whose numbers have become arrays, as the bodies of loops and branches receive and return them. */

import type { Arr } from "../array/arr.ts";
import { flatten, type Mapped, type Tree, unflatten } from "../tree/index.ts";
import { asArr } from "./operands.ts";

/** The tree `T` with an array wherever it has a number or a boolean. */
export type Widened<T> = Mapped<T, Arr>;

/** Widened, for each of a list of arguments. */
export type WidenedList<Args extends readonly unknown[]> = { [K in keyof Args]: Widened<Args[K]> };

/** The tree with an array wherever it has a number or a boolean; `root` names it in errors. */
export function widen<T>(tree: T, where: string, root: string): Widened<T> {
  const { leaves, structure } = flatten(tree as Tree, { where, root });
  return unflatten(
    structure,
    leaves.map((leaf) => asArr(leaf)),
  ) as Widened<T>;
}
