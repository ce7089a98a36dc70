/** Windows into arrays that begin where values say: read, and written. */

import { Arr } from "../../array/arr.ts";
import type { ArrLike } from "../../array/arr-like.ts";
import { describeShape, describeType, ShapeError } from "../../errors/index.ts";
import {
  dynamicSlice as dynamicSlicePrimitive,
  dynamicUpdateSlice as updatePrimitive,
} from "../../primitives/indexing/dynamic-slices.ts";
import { bindOne } from "../../program/bind.ts";
import { reshapeTo } from "../../primitives/movement/shape.ts";
import { cast } from "../elementwise/cast.ts";
import { countedFromFront, wholeNumbers } from "./indices.ts";
import { stack } from "../movement/joining.ts";
import { numberList } from "../number-lists.ts";
import { operandOf } from "../operands.ts";

/** Where a window begins: a whole number for each axis, as a list of numbers and i32 scalars, or as one i32 array. */
export type Starts = Arr | readonly ArrLike[];

/** Starts as i32 [rank], those below 0 counted from the end. The primitive holds them to the range. */
function startsOf(where: string, starts: Starts, { shape }: Arr): Arr {
  const list = starts instanceof Arr ? undefined : starts;
  const given = starts instanceof Arr ? wholeNumbers(starts, where, "starts") : undefined;
  const received = given === undefined ? `a list of ${list!.length}` : describeType(given);
  if (given === undefined ? list!.length !== shape.length : given.rank !== 1 || given.size !== shape.length) {
    throw new ShapeError({ where, path: "starts", expected: `${shape.length}, one for each axis`, received });
  }
  const parts = shape.map((length, axis) => {
    const part = given === undefined ? wholeNumbers(list![axis]!, where, `starts[${axis}]`) : given.slice(axis);
    if (part.rank === 0) return countedFromFront(part, length);
    throw new ShapeError({ where, path: `starts[${axis}]`, expected: "a scalar", received: describeType(part) });
  });
  return parts.length === 0 ? reshapeTo(wholeNumbers([], where, "starts"), [0]) : stack(parts);
}

/**
 * The window of shape `sizes` that begins at `starts`, which may be values not known until the program runs. Negative starts count
 * from the end; a window that would reach outside is moved inside, also where starts are known, as JAX does. `slice` is for ranges
 * that are numbers: it refuses what lies outside.
 *
 * @param starts  a whole number for each axis: numbers and i32 scalars in a list, or an i32 array [rank]
 * @param sizes   lengths of the window, at most those of x
 * @throws ShapeError unless there is a start for each axis and the window fits; DTypeError for traced starts that are not i32
 * @example
 * ```ts
 * import { type Arr, arange, array, dynamicSlice, jit } from "fluxion";
 * const window = jit((i: Arr) => dynamicSlice(arange(10), [i], [3]));
 * console.log(window(array(4, { dtype: "i32" })).toNested()); // → [ 4, 5, 6 ]
 * console.log(window(array(99, { dtype: "i32" })).toNested()); // → [ 7, 8, 9 ]
 * ```
 */
export function dynamicSlice(x: ArrLike, starts: Starts, sizes: readonly number[]): Arr {
  const arr = operandOf("dynamicSlice", x);
  if (
    numberList(sizes, "dynamicSlice", "sizes").length !== arr.rank ||
    !sizes.every((size, axis) => Number.isInteger(size) && size >= 0 && size <= arr.shape[axis]!)
  ) {
    throw new ShapeError({
      where: "dynamicSlice",
      path: "sizes",
      expected: `lengths that fit into ${describeType(arr)}`,
      received: describeShape(sizes),
    });
  }
  return bindOne(dynamicSlicePrimitive, [arr, startsOf("dynamicSlice", starts, arr)], { sizes: [...sizes] });
}

/**
 * `x` with the window that begins at `starts` replaced by `update`; starts as in `dynamicSlice`. What is overwritten has no derivative. In a
 * compiled loop that carries x and reads the old one only before, the window is written in place: a step costs what the window does.
 *
 * @param update  as many axes as x, each at most as long; takes the element type of x
 * @throws ShapeError unless there is a start for each axis and the update fits; DTypeError for traced starts that are not i32
 * @example
 * ```ts
 * import { array, dynamicUpdateSlice, zeros } from "fluxion";
 * console.log(dynamicUpdateSlice(zeros([5]), array([1, 2]), [-3]).toNested()); // → [ 0, 0, 1, 2, 0 ]
 * ```
 */
export function dynamicUpdateSlice(x: ArrLike, update: ArrLike, starts: Starts): Arr {
  const arr = operandOf("dynamicUpdateSlice", x);
  const part = cast(operandOf("dynamicUpdateSlice", update), arr.dtype);
  if (part.rank !== arr.rank || !part.shape.every((length, axis) => length <= arr.shape[axis]!)) {
    throw new ShapeError({
      where: "dynamicUpdateSlice",
      path: "update",
      expected: `an array that fits into ${describeType(arr)}`,
      received: describeType(part),
    });
  }
  return bindOne(updatePrimitive, [arr, part, startsOf("dynamicUpdateSlice", starts, arr)], {});
}
