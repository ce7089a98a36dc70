/** diff: differences of neighbours. */

import type { Arr } from "../../array/arr.ts";
import type { ArrLike } from "../../array/arr-like.ts";
import { checkOptions, describeValue, option, OptionError, type OptionChecks } from "../../errors/index.ts";
import { partOf } from "../../primitives/movement/parts.ts";
import { sub } from "../elementwise/arithmetic.ts";
import { notEqual } from "../elementwise/comparison.ts";
import { normaliseAxis } from "../movement/axes.ts";
import { broadcastTo } from "../movement/broadcast.ts";
import { concat } from "../movement/joining.ts";
import { operandOf } from "../operands.ts";

/** How many times, along which axis, and what stands at the ends before differences are taken. */
export interface DifferenceOptions {
  /** How many times differences are taken, 1 by default. */
  readonly order?: number;
  /** The axis that neighbours lie along, the last by default. */
  readonly axis?: number;
  /** Put in front first: a scalar, or an array that fits beside x along the axis. */
  readonly prepend?: ArrLike;
  /** Put behind first, as `prepend`. */
  readonly append?: ArrLike;
}

const checks: OptionChecks<DifferenceOptions> = {
  order: option.whole(0),
  axis: option.whole(-Infinity),
  prepend: option.arrayLike,
  append: option.arrayLike,
};

/**
 * Differences x[i + 1] - x[i] of neighbours along an axis, as numpy.diff; of bools, whether neighbours differ.
 *
 * @returns the axis is shorter by `order`, down to 0
 * @throws  OptionError for an order that is no whole number; AxisError; ShapeError when what is put at the ends does not fit
 * @example
 * ```ts
 * import { array, diff } from "fluxion";
 * const x = array([1, 2, 4, 8]);
 * console.log(diff(x).toNested(), diff(x, { order: 2 }).toNested()); // → [ 1, 2, 4 ] [ 1, 2 ]
 * console.log(diff(x, { prepend: 0 }).toNested()); // → [ 1, 1, 2, 4 ]
 * ```
 */
export function diff(x: ArrLike, options: DifferenceOptions = {}): Arr {
  const where = "diff";
  if (typeof options === "number") {
    throw new OptionError({
      where,
      expected: "options",
      received: describeValue(options),
      hint: "Write diff(x, { order: 2 }), diff(x, { axis: 0 }).",
    });
  }
  checkOptions(options, checks, where);
  const { order = 1, axis = -1, prepend, append } = options;
  const given = operandOf(where, x);
  const position = normaliseAxis(axis, given.shape, where);
  const end = (value: ArrLike | undefined): Arr[] => {
    if (value === undefined) return [];
    const arr = operandOf(where, value);
    return [arr.rank === 0 ? broadcastTo(arr, given.shape.with(position, 1)) : arr];
  };
  const ends = [...end(prepend), given, ...end(append)];
  let result = ends.length === 1 ? given : concat(ends, position);
  for (let k = 0; k < order; k++) result = differences(result, position);
  return result;
}

function differences(x: Arr, axis: number): Arr {
  const length = x.shape[axis]!;
  const later = partOf(x, axis, Math.min(1, length), length);
  const earlier = partOf(x, axis, 0, Math.max(0, length - 1));
  return x.dtype === "bool" ? notEqual(later, earlier) : sub(later, earlier);
}
