/** Mini-batches: the rows of data in parts, in another order each time round. */
import { array, take, type Arr, type Tree } from "../../../src/index.ts";
import {
  checkOptions,
  describeShape,
  describeValue,
  option,
  fold,
  key,
  permutation,
  runCheck,
  type RunOf,
  type OptionChecks,
  OptionError,
  ShapeError,
  flatten,
  pathsOf,
  unflatten,
  type Widened,
} from "../../../src/internal.ts";

/** How rows are parted. */
export interface MiniBatchOptions {
  /** Rows in a batch. What is left over at the end of a round is left out of that round. */
  readonly size: number;
  /** What the order of the rows in each round follows from. */
  readonly run?: RunOf<"seed"> | undefined;
}

/** Checks of the options. */
const checks: OptionChecks<MiniBatchOptions> = { size: option.whole(1), run: runCheck(["seed"]) };

/**
 * Batches of rows by the number of a step: each round passes through all rows in an order of its own.
 *
 * @param data  an array or a tree of arrays with as many rows each
 * @throws   ShapeError naming a leaf with another number of rows; OptionError when a batch would hold more rows than there are
 * @example
 * ```ts
 * import { array } from "fluxion";
 * import { miniBatches } from "fluxion/inference";
 * const batch = miniBatches({ y: array([1, 2, 3, 4]) }, { size: 2, run: { seed: 1 } });
 * console.log(batch(0).y.sum().add(batch(1).y.sum()).item()); // → 10
 * ```
 */
export function miniBatches<D>(data: D, options: MiniBatchOptions): (step: number) => Widened<D> {
  checkOptions(options, checks, "miniBatches", "", ["size"]);
  const { size, run } = options;
  const { seed = 0 } = run ?? {};
  const where = "miniBatches";
  const { leaves, structure } = flatten(data as Tree, { where, root: "data" });
  const names = pathsOf(structure, "data");
  const arrays = leaves.map((leaf) => (typeof leaf === "object" ? leaf : array(leaf)));
  const rows = arrays[0]?.shape[0] ?? 0;
  arrays.forEach(({ shape }, k) => {
    if (shape[0] === rows) return;
    throw new ShapeError({
      where,
      path: names[k]!,
      expected: rows === 0 ? "an array of rows" : `${rows} rows, as ${names[0]!} has`,
      received: `shape ${describeShape(shape)}`,
    });
  });
  if (!(Number.isInteger(size) && size >= 1 && size <= rows)) {
    throw new OptionError({
      where,
      path: "size",
      expected: `a whole number from 1 to ${rows}`,
      received: describeValue(size),
    });
  }
  const perRound = Math.floor(rows / size);
  let known: { readonly round: number; readonly order: Int32Array } = { round: -1, order: new Int32Array(0) };
  return (step) => {
    const round = Math.floor(step / perRound);
    if (known.round !== round) known = { round, order: permutation(fold(key(seed), round), rows) };
    const first = (step - round * perRound) * size;
    const chosen = array(known.order.slice(first, first + size), { dtype: "i32" });
    // The structure is that of the data, an array in the place of each leaf.
    return unflatten(
      structure,
      arrays.map((rowsOf): Arr => take(rowsOf, chosen, 0)),
    ) as Widened<D>;
  };
}
