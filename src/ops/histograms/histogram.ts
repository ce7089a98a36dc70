/** histogram: how many positions, or how much weight, lie in each bin. */

import { histogramChecks } from "../option-checks.ts";
import { checkOptions } from "../../errors/index.ts";
import { type Arr, fromBuffer } from "../../array/arr.ts";
import type { ArrLike } from "../../array/arr-like.ts";
import { binIndex } from "../../primitives/indexing/bin-index.ts";
import { scatterAdd } from "../../primitives/indexing/indexing.ts";
import { bindOne } from "../../program/bind.ts";
import { type BinEdges, positionsAndEdges, weightsFor } from "./bin-edges.ts";
import { broadcastTo } from "../movement/broadcast.ts";
import { cast } from "../elementwise/cast.ts";
import { slice } from "../indexing/indexing.ts";

/** What a histogram adds up. */
export interface HistogramOptions {
  /** What each position counts: the shape of the positions, or one that broadcasts to it; 1 unless given. */
  readonly weights?: ArrLike;
}

/**
 * Counts in bins, as numpy.histogram: bin i holds edges[i] <= x < edges[i + 1], the last one its upper edge too. What lies outside, and
 * NaN, is not counted.
 *
 * Differentiable in the weights. Not in positions and edges: counts jump where a position crosses an edge and are constant elsewhere,
 * so that a fit would see zero. Asking for that derivative is an error; `softHistogram` has one.
 *
 * @param x      positions, any shape, unit U
 * @param edges  shape [k + 1], ascending, unit U; bins need not be of one width
 * @returns      shape [k]: counts as i32, or sums in the element type of the weights
 * @throws ShapeError unless there are two edges at least and a weight for each position; ParameterError naming the first known edge
 *         out of order
 * @example
 * ```ts
 * import { array, histogram } from "fluxion";
 * const x = array([0.2, 1.5, 1.7, 2, 9]);
 * console.log(histogram(x, [0, 1, 2]).toNested()); // → [ 1, 3 ]
 * console.log(histogram(x, [0, 1, 2], { weights: x }).toNested()); // → [ 0.2, 5.2 ]
 * ```
 */
export function histogram(x: ArrLike, edges: BinEdges, options: HistogramOptions = {}): Arr {
  checkOptions(options, histogramChecks, "histogram");
  const { weights } = options;
  const [positions, bounds] = positionsAndEdges("histogram", x, edges);
  const count = bounds.size - 1;
  const bins = bindOne(binIndex, [bounds, positions], {});
  const given = weights === undefined ? undefined : weightsFor("histogram", x, weights);
  const one = fromBuffer(Int32Array.of(1), [], "i32");
  const rows =
    given === undefined ? broadcastTo(one, positions.shape) : given.dtype === "bool" ? cast(given, "i32") : given;
  // A place behind the last bin takes what lies outside.
  return slice(bindOne(scatterAdd, [bins, rows], { shape: [count + 1], axis: 0, batchRank: 0 }), [0, count]);
}
