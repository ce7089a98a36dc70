/** meshgrid: the coordinates of all points of a grid from those along its axes. */

import type { Arr } from "../../array/arr.ts";
import type { ArrLike } from "../../array/arr-like.ts";
import {
  checkOptions,
  describeType,
  describeValue,
  option,
  type OptionChecks,
  ShapeError,
} from "../../errors/index.ts";
import { reshapeTo } from "../../primitives/movement/shape.ts";
import { broadcastTo } from "./broadcast.ts";
import { operandOf } from "../operands.ts";

/** Which axis of the grid belongs to which coordinate. */
export interface MeshgridOptions {
  /** "xy" (default, as in NumPy): the first coordinate runs along axis 1, the second along axis 0; "ij": each along its own. */
  readonly indexing?: "xy" | "ij";
}

const checks: OptionChecks<MeshgridOptions> = { indexing: option.choice("xy", "ij") };

/**
 * An array for each coordinate, with its value at every point of the grid. They are views where values are known: nothing is copied.
 *
 * @param axes  coordinates along each axis, shapes [n], [m], ...; a scalar is one of length 1
 * @returns     as many arrays as axes, each of shape [m, n, ...] for "xy" and [n, m, ...] for "ij"
 * @throws      ShapeError for coordinates with more than one axis
 * @example
 * ```ts
 * import { array, meshgrid } from "fluxion";
 * const [x, y] = meshgrid([array([1, 2, 3]), array([10, 20])]);
 * console.log(x.toNested(), y.toNested()); // → [ [ 1, 2, 3 ], [ 1, 2, 3 ] ] [ [ 10, 10, 10 ], [ 20, 20, 20 ] ]
 * ```
 */
export function meshgrid<const Axes extends readonly ArrLike[]>(
  axes: Axes,
  options: MeshgridOptions = {},
): { [K in keyof Axes]: Arr } {
  const where = "meshgrid";
  checkOptions(options, checks, where);
  const given: unknown = axes;
  if (!Array.isArray(given)) {
    const hint = "Give the coordinates as a list: meshgrid([x, y]).";
    throw new ShapeError({ where, expected: "a list of arrays", received: describeValue(given), hint });
  }
  const rows = axes.map((axis, i) => {
    const row = operandOf(where, axis);
    if (row.rank > 1) {
      throw new ShapeError({ where, path: `axes[${i}]`, expected: "shape [n]", received: describeType(row) });
    }
    return row;
  });
  const swaps = (options.indexing ?? "xy") === "xy" && rows.length > 1;
  const placeOf = (i: number): number => (swaps && i < 2 ? 1 - i : i);
  const shape = rows.map((_, place) => rows[placeOf(place)]!.size);
  const grids = rows.map((row, i) =>
    broadcastTo(
      reshapeTo(
        row,
        shape.map((length, place) => (place === placeOf(i) ? length : 1)),
      ),
      shape,
    ),
  );
  // One array for each entry of `axes`, in its order.
  return grids as { [K in keyof Axes]: Arr };
}
