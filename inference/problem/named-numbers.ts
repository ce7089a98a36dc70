/** NamedNumbers: the numbers of any tree in one vector, each with its path, and the way back to a tree. */
import { array, type Arr, type Tree } from "../../src/index.ts";
import { numberPaths, flatten, pathsOf, unflatten, writtenOrder, type TreeStructure } from "../../src/internal.ts";

/** The numbers of a tree `Q`, in the order in which it was written; its leaves are read, so they must be known. */
export class NamedNumbers<Q> {
  /** Path of each number: that of its leaf, with the position in square brackets where the leaf is an array. */
  readonly paths: readonly string[];
  /** The numbers of the tree it was made from. */
  readonly values: Float64Array;
  readonly #shapes: readonly (readonly number[])[];
  readonly #structure: TreeStructure;
  /** Positions of the leaves among those of `flatten`, as they were written. */
  readonly #order: readonly number[];

  constructor(tree: unknown, where: string) {
    const { leaves, structure } = flatten(tree as Tree, { where });
    const arrays = leaves.map((leaf) => (typeof leaf === "object" ? leaf : array(Number(leaf))));
    const names = pathsOf(structure);
    this.#structure = structure;
    this.#order = writtenOrder(structure);
    this.#shapes = this.#order.map((k) => arrays[k]!.shape);
    this.paths = this.#order.flatMap((k) => numberPaths(names[k]!, arrays[k]!.shape));
    this.values = Float64Array.from(this.#order.flatMap((k) => Array.from(arrays[k]!.toArray(), Number)));
  }

  /** A tree of the same form with these numbers. */
  treeOf(numbers: Float64Array): Q {
    let next = 0;
    const leaves = new Array<Arr>(this.#order.length);
    this.#shapes.forEach((shape, position) => {
      const size = shape.reduce((product, length) => product * length, 1);
      next += size;
      leaves[this.#order[position]!] = array(numbers.slice(next - size, next), { shape: [...shape] });
    });
    // The structure is that of the tree it was made from, a Q but for numbers in the place of arrays.
    return unflatten(this.#structure, leaves) as unknown as Q;
  }
}
