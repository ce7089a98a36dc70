/** Pooling: the mean or the largest of each window of an image. */

import { poolChecks } from "../option-checks.ts";
import { checkOptions } from "../../errors/index.ts";
import { type Arr, fromBuffer } from "../../array/arr.ts";
import type { ArrLike } from "../../array/arr-like.ts";
import { isFloat } from "../../array/dtype.ts";
import type { Pair } from "../../primitives/convolution.ts";
import { slice } from "../../primitives/movement/parts.ts";
import { bindOne } from "../../program/bind.ts";
import { add, div } from "../elementwise/arithmetic.ts";
import { reshapeTo } from "../../primitives/movement/shape.ts";
import { cast } from "../elementwise/cast.ts";
import { chosenAmong } from "../reduction/choosing.ts";
import { where as choose } from "../elementwise/choice.ts";
import { greater, logicalOr, notEqual } from "../elementwise/comparison.ts";
import { operandOf } from "../operands.ts";
import { pad } from "../movement/pad.ts";
import { partOf } from "../../primitives/movement/parts.ts";
import {
  type OneOrPair,
  type Padding,
  pairOf,
  requireImages,
  type WindowGeometry,
  windowGeometry,
} from "../movement/windows.ts";

/** How windows lie on images. */
export interface PoolOptions {
  /** Rows and columns from one window to the next; those of the window by default. */
  readonly strides?: OneOrPair;
  /** Margins: "valid", none, by default. They are no part of the mean and never the largest. */
  readonly padding?: Padding;
}

/**
 * Largest element of each window, feature by feature; NaN where there is one. The derivative is that of the element that attains it, the
 * first of equals in row-major order.
 *
 * @param x        images [n, rows, columns, features], or one image [rows, columns, features]
 * @param window   rows and columns of a window: a number, or one of each
 * @param options  `strides`, those of the window by default; `padding`
 * @throws         ShapeError for images of another rank, or when no window fits
 * @example
 * ```ts
 * import { arange, layers } from "fluxion";
 * console.log(layers.maxPool(arange(16).reshape(4, 4, 1), 2).reshape(2, 2).toNested()); // → [ [ 5, 7 ], [ 13, 15 ] ]
 * ```
 */
export function maxPool(x: ArrLike, window: OneOrPair, options: PoolOptions = {}): Arr {
  checkOptions(options, poolChecks, "maxPool");
  return chosenAmong(
    operandOf("maxPool", x),
    (arr) => pool("maxPool", arr, window, options, isFloat(arr.dtype) ? -Infinity : -2147483648, laterIfLarger).pooled,
  );
}

/**
 * Mean of each window, feature by feature, over the elements of the image alone: margins do not count.
 *
 * @param x        images [n, rows, columns, features], or one image [rows, columns, features]; integers are taken in f64
 * @param window   rows and columns of a window: a number, or one of each
 * @param options  `strides`, those of the window by default; `padding`
 * @throws         ShapeError for images of another rank, or when no window fits
 */
export function averagePool(x: ArrLike, window: OneOrPair, options: PoolOptions = {}): Arr {
  checkOptions(options, poolChecks, "averagePool");
  const given = operandOf("averagePool", x);
  const arr = isFloat(given.dtype) ? given : cast(given, "f64");
  const { pooled, plan } = pool("averagePool", arr, window, options, 0, add);
  return div(pooled, cast(elementsUnder(plan), arr.dtype));
}

interface PoolPlan extends WindowGeometry {
  readonly image: Pair;
  readonly window: Pair;
  readonly strides: Pair;
}

function pool(
  where: string,
  arr: Arr,
  size: OneOrPair,
  options: PoolOptions,
  fill: number,
  combine: (a: Arr, b: Arr) => Arr,
): { readonly pooled: Arr; readonly plan: PoolPlan } {
  const shape = requireImages(where, arr);
  const image = [shape[1], shape[2]] as const;
  const window = pairOf(size, 1, where, "window");
  const strides = pairOf(options.strides ?? window, 1, where, "strides");
  const geometry = windowGeometry(where, image, window, strides, options.padding ?? "valid");
  const { low, high, out } = geometry;
  const margins = [
    [0, 0],
    [low[0], high[0]],
    [low[1], high[1]],
    [0, 0],
  ] as const;
  const hasMargins = margins.some(([before, after]) => before + after > 0);
  const images = reshapeTo(arr, shape);
  const padded = hasMargins ? pad(images, margins, fill) : images;
  const pooled = combineWindows(padded, window, strides, out, combine);
  return {
    pooled: arr.rank === 4 ? pooled : reshapeTo(pooled, pooled.shape.slice(1)),
    plan: { ...geometry, image, window, strides },
  };
}

/** Windows up to this size are combined in one pass; larger ones first along columns, then along rows. */
const SMALL_WINDOW = 9;

/** Each window's elements combined in row-major order: strided views of the image, element by element. */
function combineWindows(images: Arr, window: Pair, strides: Pair, out: Pair, combine: (a: Arr, b: Arr) => Arr): Arr {
  const along = (x: Arr, axis: 0 | 1): Arr[] => phases(x, axis + 1, window[axis], strides[axis], out[axis]);
  if (window[0] * window[1] > SMALL_WINDOW) {
    return along(along(images, 1).reduce(combine), 0).reduce(combine);
  }
  return along(images, 0)
    .flatMap((rows) => along(rows, 1))
    .reduce(combine);
}

/** The first elements of all windows along an axis, the second ones, and so on. */
function phases(x: Arr, axis: number, window: number, stride: number, count: number): Arr[] {
  const places = Array.from({ length: window }, (_, i) => i);
  if (stride !== window) return places.map((i) => strided(x, axis, i, i + (count - 1) * stride + 1, stride));
  // Windows side by side are an axis of their own: the derivatives of its parts are joined without sums.
  const whole = partOf(x, axis, 0, count * window);
  const apart = reshapeTo(whole, [...x.shape.slice(0, axis), count, window, ...x.shape.slice(axis + 1)]);
  return places.map((i) => reshapeTo(partOf(apart, axis + 1, i, i + 1), x.shape.with(axis, count)));
}

function strided(x: Arr, axis: number, start: number, limit: number, stride: number): Arr {
  const at = (value: number, other: (length: number) => number): number[] =>
    x.shape.map((length, each) => (each === axis ? value : other(length)));
  return bindOne(slice, [x], {
    starts: at(start, () => 0),
    limits: at(limit, (length) => length),
    strides: at(stride, () => 1),
  });
}

/** The later element where it is larger, or NaN: among equals the first stays. */
function laterIfLarger(first: Arr, later: Arr): Arr {
  const isLarger = greater(later, first);
  return choose(isFloat(later.dtype) ? logicalOr(isLarger, notEqual(later, later)) : isLarger, later, first);
}

/** How many elements of the image each window covers: [rows, columns, 1], or one number where all are whole. */
function elementsUnder({ image, window, strides, low, high, out }: PoolPlan): Arr | number {
  if ([...low, ...high].every((width) => width === 0)) return window[0] * window[1];
  const covered = ([0, 1] as const).map((axis) =>
    Array.from({ length: out[axis] }, (_, i) => {
      const start = i * strides[axis] - low[axis];
      return Math.min(image[axis], start + window[axis]) - Math.max(0, start);
    }),
  ) as [number[], number[]];
  const counts = covered[0].flatMap((rows) => covered[1].map((columns) => Math.max(0, rows) * Math.max(0, columns)));
  return fromBuffer(Float64Array.from(counts), [...out, 1], "f64");
}
