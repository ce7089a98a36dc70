/** pad: an array with a margin, of a number or of its own elements. */

import type { Arr } from "../../array/arr.ts";
import type { ArrLike } from "../../array/arr-like.ts";
import { describeType, describeValue, ShapeError } from "../../errors/index.ts";
import { pad as padPrimitive } from "../../primitives/movement/parts.ts";
import { flip as flipPrimitive } from "../../primitives/movement/shape.ts";
import { bindOne } from "../../program/bind.ts";
import { broadcastTo } from "./broadcast.ts";
import { where } from "../elementwise/choice.ts";
import { concat } from "./joining.ts";
import { fullMask } from "../../array/masks.ts";
import { operandOf } from "../operands.ts";
import { partOf } from "../../primitives/movement/parts.ts";

/**
 * What a margin holds: a number or boolean; "edge", the element at the border; "reflect", the elements mirrored at the border element; "symmetric",
 * mirrored at the border itself; "wrap", those from the other end.
 */
export type PadFill = number | boolean | "edge" | "reflect" | "symmetric" | "wrap";

const fills: readonly PadFill[] = ["edge", "reflect", "symmetric", "wrap"];

/**
 * `x` with a margin before and after each axis.
 *
 * @param widths  one [before, after] for each axis
 * @param fill    a number, 0 by default (0 and 1 keep an array of bools what it is), a boolean, or where the margin is taken from: "edge", "reflect", "symmetric", "wrap", as NumPy's modes
 * @throws        ShapeError unless there is a pair of widths of at least 0 for each axis, and where an empty axis has nothing to fill a
 *                margin with
 * @example
 * ```ts
 * import { array, pad } from "fluxion";
 * const x = array([1, 2, 3]);
 * console.log(pad(x, [[1, 2]]).toNested()); // → [ 0, 1, 2, 3, 0, 0 ]
 * console.log(pad(x, [[1, 2]], "reflect").toNested()); // → [ 2, 1, 2, 3, 2, 1 ]
 * ```
 */
export function pad(x: ArrLike, widths: readonly (readonly [number, number])[], fill: PadFill = 0): Arr {
  const arr = operandOf("pad", x);
  const isPairs: boolean = Array.isArray(widths) && widths.every((pair: unknown) => Array.isArray(pair));
  if (!isPairs) {
    const expected = "a list of pairs [before, after], one for each axis";
    throw new ShapeError({ where: "pad", path: "widths", expected, received: describeValue(widths) });
  }
  if (widths.length !== arr.rank) {
    throw new ShapeError({
      where: "pad",
      expected: `a pair [before, after] for each axis of ${describeType(arr)}`,
      received: `a list of ${widths.length}`,
    });
  }
  const attributes = {
    low: widths.map(([low]) => low),
    high: widths.map(([, high]) => high),
    interior: widths.map(() => 0),
  };
  if (typeof fill === "string") return padByElements(arr, widths, fill);
  const padded = bindOne(padPrimitive, [arr], attributes);
  if (Number(fill) === 0) return padded;
  const inside = bindOne(padPrimitive, [fullMask(arr.shape)], attributes);
  return where(inside, padded, arr.dtype === "bool" && fill === 1 ? true : fill);
}

type Mode = Exclude<PadFill, number | boolean>;

function padByElements(arr: Arr, widths: readonly (readonly [number, number])[], mode: Mode): Arr {
  if (!fills.includes(mode)) {
    throw new ShapeError({
      where: "pad",
      expected: `a number or one of ${fills.join(", ")}`,
      received: describeValue(mode),
    });
  }
  return widths.reduce((padded, [low, high], axis) => {
    if (low === 0 && high === 0) return padded;
    const length = arr.shape[axis]!;
    if (!(Number.isInteger(low) && Number.isInteger(high) && low >= 0 && high >= 0) || length === 0) {
      throw new ShapeError({
        where: "pad",
        expected: length === 0 ? `elements along axis ${axis} to fill a margin with` : "widths of at least 0",
        received: length === 0 ? describeType(arr) : `[${low}, ${high}]`,
      });
    }
    return mode === "edge" ? padWithEdges(padded, axis, low, high) : padByPeriods(padded, axis, low, high, mode);
  }, arr);
}

function padWithEdges(arr: Arr, axis: number, low: number, high: number): Arr {
  const length = arr.shape[axis]!;
  const repeated = (part: Arr, count: number): Arr =>
    broadcastTo(
      part,
      arr.shape.map((each, i) => (i === axis ? count : each)),
    );
  return concat(
    [repeated(partOf(arr, axis, 0, 1), low), arr, repeated(partOf(arr, axis, length - 1, length), high)],
    axis,
  );
}

/** The array continued to both sides with its period: itself, or itself and its mirror image. */
function padByPeriods(arr: Arr, axis: number, low: number, high: number, mode: Exclude<Mode, "edge">): Arr {
  const length = arr.shape[axis]!;
  const mirrored = bindOne(flipPrimitive, [arr], { axes: [axis] });
  // A reflection leaves out the border elements, which the array beside it has.
  const image = mode === "reflect" ? partOf(mirrored, axis, 1, Math.max(1, length - 1)) : mirrored;
  const period = mode === "wrap" || (mode === "reflect" && length === 1) ? [arr] : [arr, image];
  const lengths = period.map((part) => part.shape[axis]!);
  const parts: Arr[] = [];
  // Piece 0 is the array; pieces before and after it take turns.
  for (let piece = -1, left = low; left > 0; piece--) {
    const which = ((piece % period.length) + period.length) % period.length;
    const size = lengths[which]!;
    const taken = Math.min(left, size);
    parts.unshift(partOf(period[which]!, axis, size - taken, size));
    left -= taken;
  }
  parts.push(arr);
  for (let piece = 1, left = high; left > 0; piece++) {
    const which = piece % period.length;
    const taken = Math.min(left, lengths[which]!);
    parts.push(partOf(period[which]!, axis, 0, taken));
    left -= taken;
  }
  return concat(parts, axis);
}
