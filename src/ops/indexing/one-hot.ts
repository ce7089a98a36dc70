/** oneHot: whole numbers as rows of zeros with a one where they say. */

import { oneHotChecks } from "../option-checks.ts";
import { type Arr, fromBuffer } from "../../array/arr.ts";
import type { ArrLike } from "../../array/arr-like.ts";
import { allocate, type DType } from "../../array/dtype.ts";
import type { NestedNumbers } from "../../array/from-data.ts";
import { checkOptions, ParameterError } from "../../errors/index.ts";
import { normaliseAxis } from "../movement/axes.ts";
import { broadcastTo } from "../movement/broadcast.ts";
import { reshapeTo } from "../../primitives/movement/shape.ts";
import { cast } from "../elementwise/cast.ts";
import { equal } from "../elementwise/comparison.ts";
import { wholeNumbers } from "./indices.ts";

/** How oneHot lays out its result. */
export interface OneHotOptions {
  /** Where the new axis stands in the result; the last unless given. */
  readonly axis?: number;
  /** Element type of the result; f64 unless given. */
  readonly dtype?: DType;
}

/**
 * For each index a row of `depth` zeros with a one at the index; all zeros where the index is not in 0 .. depth - 1, known or not.
 *
 * @param indices  whole numbers, any shape
 * @returns        shape [..., depth]
 * @throws IndexError for a fraction; ParameterError unless `depth` is a whole number; DTypeError for traced indices that are not i32
 * @example
 * ```ts
 * import { layers } from "fluxion";
 * console.log(layers.oneHot([2, 0, 7], 3).toNested()); // → [ [ 0, 0, 1 ], [ 1, 0, 0 ], [ 0, 0, 0 ] ]
 * ```
 */
export function oneHot(indices: ArrLike | NestedNumbers, depth: number, options: OneHotOptions = {}): Arr {
  checkOptions(options, oneHotChecks, "oneHot");
  const { axis = -1, dtype = "f64" } = options;
  if (!Number.isInteger(depth) || depth < 0) {
    const expected = "a whole number, 0 or more";
    throw new ParameterError({ where: "oneHot", path: "depth", expected, received: String(depth) });
  }
  const given = wholeNumbers(indices, "oneHot", "indices");
  const place = normaliseAxis(axis, [...given.shape, depth], "oneHot");
  const shape = given.shape.toSpliced(place, 0, depth);
  const numbers = allocate("i32", [depth], "oneHot");
  for (let i = 0; i < depth; i++) numbers[i] = i;
  const classes = fromBuffer(numbers, [depth], "i32");
  const along = shape.map((_, i) => (i === place ? depth : 1));
  const wanted = reshapeTo(given, given.shape.toSpliced(place, 0, 1));
  return cast(equal(broadcastTo(wanted, shape), broadcastTo(reshapeTo(classes, along), shape)), dtype);
}
