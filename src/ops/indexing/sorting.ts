/** Sorting, and searching in what is sorted. */

import { searchSortedChecks } from "../option-checks.ts";
import type { Arr } from "../../array/arr.ts";
import type { ArrLike } from "../../array/arr-like.ts";
import { sameShape } from "../../array/shape.ts";
import { checkOptions, describeType, describeValue, ParameterError, ShapeError } from "../../errors/index.ts";
import { searchSorted as searchPrimitive, sort as sortPrimitive } from "../../primitives/indexing/sorting.ts";
import { bind, bindOne } from "../../program/bind.ts";
import { normaliseAxis } from "../movement/axes.ts";
import { reshapeTo } from "../../primitives/movement/shape.ts";
import { cast } from "../elementwise/cast.ts";
import { asArr, commonDType, operandOf } from "../operands.ts";
import { moveAxis } from "../movement/shape.ts";

/** Elements in order, and where they were, along an axis; null takes all elements as one row. */
function sorted(where: string, x: ArrLike, axis: number | null): readonly [Arr, Arr] {
  const given = operandOf(where, x);
  const arr = axis === null ? reshapeTo(given, [given.size]) : given;
  const position = normaliseAxis(axis ?? 0, arr.shape, where);
  const [values, positions] = bind(sortPrimitive, [moveAxis(arr, position, -1)], {});
  return [moveAxis(values!, -1, position), moveAxis(positions!, -1, position)];
}

/**
 * Elements in ascending order along `axis` (the last by default; null sorts all as one row), NaN last. Descending: `flip(sort(x), -1)`.
 * The derivative moves with the elements; where two are equal, each keeps its own, in their order.
 *
 * @throws AxisError when the array has no such axis
 * @example
 * ```ts
 * import { array, sort } from "fluxion";
 * console.log(sort(array([3, NaN, -1, 2])).toNested()); // → [ -1, 2, 3, NaN ]
 * ```
 */
export function sort(x: ArrLike, axis: number | null = -1): Arr {
  return sorted("sort", x, axis)[0];
}

/**
 * Positions (i32) from which `sort` takes its elements: `takeAlongAxis(x, argsort(x))` is `sort(x)`. Stable: equal elements keep their
 * order. Whole numbers have no derivative; that of the values looked up passes.
 *
 * @throws AxisError when the array has no such axis
 * @example
 * ```ts
 * import { argsort, array } from "fluxion";
 * console.log(argsort(array([3, 1, 2, 1])).toNested()); // → [ 1, 3, 2, 0 ]
 * ```
 */
export function argsort(x: ArrLike, axis: number | null = -1): Arr {
  return sorted("argsort", x, axis)[1];
}

/** Which place searchSorted returns among equal elements. */
export interface SearchSortedOptions {
  /** "left" (default): before equal elements, "right": behind them. */
  readonly side?: "left" | "right";
}

/**
 * Where values belong in ascending rows: how many elements are less than each value (left), or at most it (right); NaN stands behind
 * all numbers. By halving, in log2(n) steps. Places are whole numbers: no derivative passes.
 *
 * @param rows    shape [n] with values of any shape, or [..., n] with values [..., m], each row with its own values
 * @param values  meets the rows in their common element type
 * @returns       i32 from 0 to n, shape of the values. What rows out of order give is unspecified, but the same on every target
 * @throws ShapeError unless the leading axes agree; ParameterError for another side
 * @example
 * ```ts
 * import { array, searchSorted } from "fluxion";
 * const edges = array([0, 1, 2]);
 * console.log(searchSorted(edges, array([-1, 1, 5])).toNested()); // → [ 0, 1, 3 ]
 * console.log(searchSorted(edges, 1, { side: "right" }).item()); // → 2
 * ```
 */
export function searchSorted(rows: ArrLike, values: ArrLike, options: SearchSortedOptions = {}): Arr {
  checkOptions(options, searchSortedChecks, "searchSorted");
  const { side = "left" } = options;
  const where = "searchSorted";
  if (!["left", "right"].includes(side)) {
    throw new ParameterError({ where, path: "side", expected: '"left" or "right"', received: describeValue(side) });
  }
  const dtype = commonDType([rows, values], false, where);
  const [grid, wanted] = [rows, values].map((each) => cast(asArr(each, dtype, where), dtype)) as [Arr, Arr];
  if (grid.rank === 1) {
    const places = bindOne(searchPrimitive, [grid, reshapeTo(wanted, [wanted.size])], { side });
    return reshapeTo(places, wanted.shape);
  }
  if (grid.rank === 0 || wanted.rank !== grid.rank || !sameShape(grid.shape.slice(0, -1), wanted.shape.slice(0, -1))) {
    throw new ShapeError({
      where,
      expected: "rows of shape [n], or rows [..., n] and values [..., m] whose leading axes agree",
      received: `${describeType(grid)} and ${describeType(wanted)}`,
    });
  }
  return bindOne(searchPrimitive, [grid, wanted], { side });
}
