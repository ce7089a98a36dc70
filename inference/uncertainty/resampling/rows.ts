/** Rows: data as a tree of arrays with one leading axis in common, and other data made of the same rows. */
import { array, type Arr, type Tree } from "../../../src/index.ts";
import { describeShape, FitError, OptionError, flatten, pathsOf, unflatten } from "../../../src/internal.ts";

/** The rows of a tree of data. */
export interface Rows<D> {
  /** Number of rows, or of blocks of rows where rows belong together. */
  readonly count: number;
  /** The data made of these rows, or blocks, in this order. */
  taken(which: ArrayLike<number>): D;
}

/**
 * The rows of data, in blocks of `blockSize` that stay together.
 *
 * @throws FitError naming the leaf that has no leading axis or another number of rows; OptionError for blocks that do not fit
 */
export function rowsOfData<D>(data: D, blockSize: number, where: string): Rows<D> {
  const { leaves, structure } = flatten(data as Tree, { where, root: "data" });
  const names = pathsOf(structure, "data");
  const arrays = leaves.map((leaf) => (typeof leaf === "object" ? leaf : array(Number(leaf))));
  const rows = arrays[0]?.shape[0];
  arrays.forEach(({ shape }, k) => {
    if (rows !== undefined && shape[0] === rows && rows > 1) return;
    throw new FitError({
      where,
      path: names[k]!,
      expected: rows === undefined || rows < 2 ? "an array of at least two rows" : `${rows} rows, as in ${names[0]!}`,
      received: `shape ${describeShape(shape)}`,
      hint: "What has no rows of its own, a constant or a grid, belongs in the function instead of the data.",
    });
  });
  const total = rows ?? 0;
  if (total === 0) throw new FitError({ where, path: "data", problem: "there are no data" });
  if (!(Number.isInteger(blockSize) && blockSize >= 1 && total % blockSize === 0 && total / blockSize >= 2)) {
    const divisors = Array.from({ length: total }, (_, k) => k + 1).filter((k) => total % k === 0 && k < total);
    throw new OptionError({
      where,
      path: "blockSize",
      expected: `a whole number that divides ${total} rows into at least two blocks: ${divisors.slice(0, 8).join(", ")}`,
      received: String(blockSize),
    });
  }
  const sources = arrays.map((leaf) => {
    return { numbers: leaf.toArray(), shape: leaf.shape, dtype: leaf.dtype, width: (leaf.size / total) * blockSize };
  });
  return {
    count: total / blockSize,
    taken: (which) => {
      const taken = sources.map(({ numbers, shape, dtype, width }): Arr => {
        // An array of the same kind, whatever its dtype.
        const buffer = new (numbers.constructor as new (size: number) => typeof numbers)(which.length * width);
        for (let k = 0; k < which.length; k++) {
          const from = which[k]! * width;
          for (let j = 0; j < width; j++) buffer[k * width + j] = numbers[from + j]!;
        }
        return array(buffer, { shape: [which.length * blockSize, ...shape.slice(1)], dtype });
      });
      // The structure is that of the data.
      return unflatten(structure, taken) as unknown as D;
    },
  };
}
