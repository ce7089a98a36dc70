/** NamedNumbers: the numbers of any tree in one vector, each with its path, and the way back to a tree. */
import { type Arr, array } from "../../src/array/index.ts";
import { flatten, pathsOf, type Tree, type TreeStructure, unflatten } from "../../src/tree/index.ts";
import { numberPaths } from "./number-paths.ts";

/** The numbers of a tree `Q`; its leaves are read, so they must be known. */
export class NamedNumbers<Q> {
  /** Path of each number: that of its leaf, with the position in square brackets where the leaf is an array. */
  readonly paths: readonly string[];
  /** The numbers of the tree it was made from. */
  readonly values: Float64Array;
  readonly #shapes: readonly (readonly number[])[];
  readonly #structure: TreeStructure;

  constructor(tree: unknown, where: string) {
    const { leaves, structure } = flatten(tree as Tree, { where });
    const arrays = leaves.map((leaf) => (typeof leaf === "object" ? leaf : array(Number(leaf))));
    const names = pathsOf(structure);
    this.#structure = structure;
    this.#shapes = arrays.map(({ shape }) => shape);
    this.paths = arrays.flatMap(({ shape }, k) => numberPaths(names[k]!, shape));
    this.values = Float64Array.from(arrays.flatMap((leaf) => Array.from(leaf.toArray(), Number)));
  }

  /** A tree of the same form with these numbers. */
  treeOf(numbers: Float64Array): Q {
    let next = 0;
    const leaves = this.#shapes.map((shape): Arr => {
      const size = shape.reduce((product, length) => product * length, 1);
      next += size;
      return array(numbers.slice(next - size, next), { shape: [...shape] });
    });
    // The structure is that of the tree it was made from, a Q but for numbers in the place of arrays.
    return unflatten(this.#structure, leaves) as unknown as Q;
  }
}
