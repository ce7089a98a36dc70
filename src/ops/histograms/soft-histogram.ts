/** softHistogram: weight in bins where every position is a small cloud, so that what a bin holds changes smoothly. */

import { softHistogramChecks } from "../option-checks.ts";
import type { Arr } from "../../array/arr.ts";
import type { ArrLike } from "../../array/arr-like.ts";
import { isFloat } from "../../array/dtype.ts";
import { checkOptions, ParameterError } from "../../errors/index.ts";
import { scatterAdd } from "../../primitives/indexing/indexing.ts";
import { bindOne } from "../../program/bind.ts";
import { add, div, mul, sub } from "../elementwise/arithmetic.ts";
import { type BinEdges, positionsAndEdges, weightsFor } from "./bin-edges.ts";
import { broadcastTo } from "../movement/broadcast.ts";
import { reshapeTo } from "../../primitives/movement/shape.ts";
import { cast } from "../elementwise/cast.ts";
import { clip, stopGradient, where } from "../elementwise/choice.ts";
import { greaterEqual, lessEqual, logicalAnd } from "../elementwise/comparison.ts";
import { take } from "../indexing/gathering.ts";
import { slice } from "../indexing/indexing.ts";
import { concat } from "../movement/joining.ts";
import { sigmoid } from "../elementwise/logistic.ts";
import { sum } from "../reduction/reduction.ts";
import { searchSorted } from "../indexing/sorting.ts";
import { onesOf, zerosOf } from "../../array/zeros.ts";

/** The shape of a cloud. */
export type SoftKernel =
  | {
      /**
       * "linear" (default): a position between the centres of two bins is shared by them in proportion, as clouds in cells. Exact
       * totals, work proportional to the number of positions; continuous, its slope jumps at the centres.
       */
      readonly kernel?: "linear";
    }
  | {
      /**
       * "logistic": a cloud with the distribution function 1 / (1 + exp(-(u - x) / width)), its standard deviation 1.81 widths. Smooth
       * in positions, edges and width; work proportional to positions times bins.
       */
      readonly kernel: "logistic";
      /** Scale of the cloud, more than 0, unit of the positions. Half a bin hides the edges; less comes closer to the hard histogram. */
      readonly width: ArrLike;
    };

/** What a soft histogram adds up, and how. */
export type SoftHistogramOptions = SoftKernel & {
  /** What each position counts: the shape of the positions, or one that broadcasts to it; 1 unless given. */
  readonly weights?: ArrLike;
  /**
   * What lies outside of the first and last edge: "drop" (default) leaves it out, "hold" counts it in the first and last bin, so that
   * the bins hold the total weight whatever the positions are.
   */
  readonly outside?: "drop" | "hold";
};

/**
 * A histogram with derivatives in positions, weights and edges: each position is a cloud of weight, of which every bin holds its part.
 *
 * With the linear kernel all positions between the first and last edge count in full: the bins hold exactly their weight. With the
 * logistic kernel a cloud may reach over the ends; "drop" loses that part, "hold" keeps it. Positions that are NaN count nowhere.
 *
 * @param x      positions, any shape, unit U
 * @param edges  shape [k + 1], ascending (strictly, for the linear kernel), unit U
 * @returns      weight in each bin, shape [k], in floating point
 * @throws ShapeError, ParameterError as `histogram`; ParameterError for a known width that is not positive
 * @example
 * ```ts
 * import { type Arr, array, grad, softHistogram } from "fluxion";
 * const edges = [0, 1, 2, 3];
 * console.log(softHistogram(array([0.5, 1.75]), edges).toNested()); // → [ 1, 0.75, 0.25 ]
 * const inLast = (x: Arr) => softHistogram(x, edges).slice(2);
 * console.log(grad(inLast)(array([0.5, 1.75])).toNested()); // → [ 0, 1 ]
 * ```
 * @see    Hockney & Eastwood (1988), Computer Simulation Using Particles, section 5-2 (clouds in cells)
 */
export function softHistogram(x: ArrLike, edges: BinEdges, options: SoftHistogramOptions = {}): Arr {
  checkOptions(options, softHistogramChecks, "softHistogram");
  const { outside = "drop", weights = 1 } = options;
  const [positions, bounds] = positionsAndEdges("softHistogram", x, edges);
  const given = weightsFor("softHistogram", x, weights);
  const rows = isFloat(given.dtype) && weights !== 1 ? given : cast(given, positions.dtype);
  // What counts nowhere stands at an edge with weight 0, so that neither value nor derivative of it is NaN.
  const [first, last] = [slice(bounds, 0), slice(bounds, -1)];
  const known = stopGradient(positions);
  const inside = logicalAnd(greaterEqual(known, stopGradient(first)), lessEqual(known, stopGradient(last)));
  const isNumber = lessEqual(known, Infinity);
  const counts = options.kernel === "logistic" || outside === "hold" ? isNumber : inside;
  const clouds: Clouds = {
    positions: where(counts, positions, first),
    weights: where(counts, rows, 0),
    bounds,
    outside,
  };
  if (options.kernel !== "logistic") return shared(clouds);
  checkWidth(options.width);
  return smoothed(clouds, (from) => sigmoid(div(from, options.width)));
}

interface Clouds {
  readonly positions: Arr;
  readonly weights: Arr;
  readonly bounds: Arr;
  readonly outside: "drop" | "hold";
}

/** Each position between the centres of two neighbouring bins. */
function shared({ positions, weights, bounds }: Clouds): Arr {
  const count = bounds.size - 1;
  if (count === 1) return sum(weights, 0, { keepDims: true });
  const centres = mul(add(slice(bounds, [0, -1]), slice(bounds, [1, null])), 0.5);
  const place = searchSorted(stopGradient(centres), stopGradient(positions), { side: "right" });
  const left = clip(sub(place, 1), 0, count - 2);
  const gaps = sub(slice(centres, [1, null]), slice(centres, [0, -1]));
  const fraction = clip(div(sub(positions, take(centres, left)), take(gaps, left)), 0, 1);
  const toRight = mul(weights, fraction);
  return bindOne(scatterAdd, [concat([left, add(left, 1)]), concat([sub(weights, toRight), toRight])], {
    shape: [count],
    axis: 0,
    batchRank: 0,
  });
}

/** Differences of the weight below each edge; `below` is the part of a cloud below an edge that lies so far above its position. */
function smoothed({ positions, weights, bounds, outside }: Clouds, below: (from: Arr) => Arr): Arr {
  const [n, edges] = [positions.size, bounds.size];
  const spread = (row: Arr, shape: readonly number[]): Arr => broadcastTo(reshapeTo(row, shape), [edges, n]);
  const parts = below(sub(spread(bounds, [edges, 1]), spread(positions, [1, n])));
  const held = outside === "hold" ? withEnds(parts) : parts;
  const [lower, upper] = [slice(held, [0, -1]), slice(held, [1, null])];
  const whole = broadcastTo(reshapeTo(weights, [1, n]), [edges - 1, n]);
  return sum(mul(sub(upper, lower), whole), 1);
}

/** Nothing below the first edge and all below the last. */
function withEnds(parts: Arr): Arr {
  const row = slice(parts, [0, 1]);
  return concat([zerosOf(row), slice(parts, [1, -1]), onesOf(row)]);
}

function checkWidth(width: ArrLike): void {
  if (typeof width !== "number" || width > 0) return;
  throw new ParameterError({
    where: "softHistogram",
    path: "width",
    expected: "more than 0",
    received: String(width),
  });
}
