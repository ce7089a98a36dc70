/** Windows over images: strides, dilation and margins as users write them, and the geometry that follows. */

import type { Arr } from "../../array/arr.ts";
import { describeType, describeValue, ShapeError } from "../../errors/index.ts";
import { numberList } from "../number-lists.ts";
import type { Pair } from "../../primitives/convolution.ts";

/** The same for rows and columns, or one of each. */
export type OneOrPair = number | readonly [number, number];

/**
 * Margins of zeros around images: "valid", none; "same", as many as make the result ceil(length / stride) long, the odd one after;
 * or [[before, after] of rows, [before, after] of columns].
 */
export type Padding = "same" | "valid" | readonly [rows: readonly [number, number], columns: readonly [number, number]];

/** Rows and columns of a window operation. */
export interface WindowGeometry {
  readonly low: Pair;
  readonly high: Pair;
  readonly out: Pair;
}

/** A pair of whole numbers from `least` on. */
export function pairOf(value: OneOrPair, least: number, where: string, what: string): Pair {
  const pair: readonly number[] = typeof value === "number" ? [value, value] : numberList(value, where, what);
  const [rows, columns] = pair;
  const fits = pair.length === 2 && pair.every((each) => Number.isInteger(each) && each >= least);
  if (fits && rows !== undefined && columns !== undefined) return [rows, columns];
  throw new ShapeError({
    where,
    path: what,
    expected: `a whole number of at least ${least}, or one for rows and one for columns`,
    received: describeValue(value),
  });
}

/** Margins and number of windows on images of `image` rows and columns. @throws ShapeError when no window fits */
export function windowGeometry(
  where: string,
  image: Pair,
  window: Pair,
  strides: Pair,
  padding: Padding,
): WindowGeometry {
  const margins = ([0, 1] as const).map((axis): Pair => {
    if (padding === "valid") return [0, 0];
    if (padding === "same") {
      const out = Math.ceil(image[axis] / strides[axis]);
      const total = Math.max(0, (out - 1) * strides[axis] + window[axis] - image[axis]);
      return [Math.floor(total / 2), Math.ceil(total / 2)];
    }
    return explicitMargins(padding, axis, where);
  }) as [Pair, Pair];
  const out = ([0, 1] as const).map((axis) => {
    const room = image[axis] + margins[axis][0] + margins[axis][1] - window[axis];
    return room < 0 ? 0 : Math.floor(room / strides[axis]) + 1;
  }) as [number, number];
  if (out.includes(0)) {
    throw new ShapeError({
      where,
      expected: `images of at least ${window[0]} × ${window[1]} with their margins`,
      received: `${image[0]} × ${image[1]}`,
      hint: 'padding: "same" gives margins that let every window fit.',
    });
  }
  return { low: [margins[0][0], margins[1][0]], high: [margins[0][1], margins[1][1]], out };
}

function explicitMargins(padding: Exclude<Padding, string>, axis: 0 | 1, where: string): Pair {
  const margin: unknown = Array.isArray(padding) ? padding[axis] : undefined;
  if (Array.isArray(margin) && margin.length === 2 && margin.every((width) => Number.isInteger(width) && width >= 0)) {
    return margin as unknown as Pair;
  }
  throw new ShapeError({
    where,
    path: "padding",
    expected: '"same", "valid" or [[top, bottom], [left, right]], whole numbers of at least 0',
    received: describeValue(padding),
  });
}

/** Images as [n, rows, columns, features]; a single one without n. @throws ShapeError for any other rank */
export function requireImages(where: string, arr: Arr): readonly [number, number, number, number] {
  const [n, rows, columns, features] = arr.rank === 3 ? [1, ...arr.shape] : arr.shape;
  if (arr.rank === 3 || arr.rank === 4) return [n!, rows!, columns!, features!];
  throw new ShapeError({
    where,
    expected: "images [n, rows, columns, features], or one image [rows, columns, features]",
    received: describeType(arr),
    hint: "Add the axis of features with expandDims(x, -1).",
  });
}
