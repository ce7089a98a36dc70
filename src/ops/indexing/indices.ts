/** Indices that a user writes, as whole numbers that count from the front. */

import { Arr, fromBuffer, hostOf } from "../../array/arr.ts";
import { rowMajorData } from "../../array/host-array.ts";
import type { ArrLike } from "../../array/arr-like.ts";
import { arrayFor, type NestedNumbers } from "../../array/from-data.ts";
import { rowMajorStrides, type Shape } from "../../array/shape.ts";
import { describeType, DTypeError, IndexError } from "../../errors/index.ts";
import { add, maximum, minimum } from "../elementwise/arithmetic.ts";
import { where as choose } from "../elementwise/choice.ts";
import { less } from "../elementwise/comparison.ts";
import { operandOf } from "../operands.ts";

/** What users call the indices, and whether negative ones count from the end. */
export interface IndexRules {
  readonly name?: string;
  readonly fromEnd?: boolean;
}

/**
 * Indices from 0 up to but not including `length`, as i32. Known ones are checked; unknown ones are held to the range, so that a
 * compiled program never reads outside of an array and every target does the same.
 *
 * @throws IndexError naming the first known index out of range; DTypeError for a mask, or for unknown indices that are not i32
 */
export function indexArray(
  indices: ArrLike | NestedNumbers,
  length: number,
  where: string,
  { name = "indices", fromEnd = true }: IndexRules = {},
): Arr {
  const whole = wholeNumbers(indices, where, name, (value) => {
    if (Number.isInteger(value) && value >= (fromEnd ? -length : 0) && value < length) return undefined;
    return length === 0 ? "an axis with elements" : `a whole number from ${fromEnd ? -length : 0} to ${length - 1}`;
  });
  if (hostOf(whole) === undefined && length === 0 && whole.size > 0) {
    throw new IndexError({ where, expected: "an axis with elements", received: "an empty axis" });
  }
  const fromFront = fromEnd ? countedFromFront(whole, length) : whole;
  return hostOf(whole) === undefined ? minimum(maximum(fromFront, 0), length - 1) : fromFront;
}

/** Negative indices counted from the end of an axis of `length`. */
export function countedFromFront(indices: Arr, length: number): Arr {
  const host = hostOf(indices);
  if (host === undefined) return choose(less(indices, 0), add(indices, length), indices);
  const positions = Int32Array.from(rowMajorData(host, "i32"), (value) => (value < 0 ? value + length : value));
  return fromBuffer(positions, indices.shape, "i32");
}

/**
 * Whole numbers as i32. `refuse` says what was expected instead of a known number, or nothing.
 *
 * @throws IndexError naming the first known number that is refused; DTypeError for a mask, or for unknown ones that are not i32
 */
export function wholeNumbers(
  values: ArrLike | NestedNumbers,
  where: string,
  name: string,
  refuse: (value: number) => string | undefined = (value) => (isInt32(value) ? undefined : "a whole number of 32 bits"),
): Arr {
  const isList = typeof values === "object" && !(values instanceof Arr);
  const given = isList ? arrayFor(where, values, { dtype: "f64" }) : operandOf(where, values);
  if (given.dtype === "bool") {
    throw new DTypeError({
      where,
      expected: `whole numbers as ${name}`,
      received: describeType(given),
      hint: "A mask cannot pick elements, since the shape of the result would depend on values; use where(mask, x, 0).",
    });
  }
  const host = hostOf(given);
  if (host === undefined) {
    if (given.dtype === "i32") return given;
    throw new DTypeError({
      where,
      expected: `i32 ${name} while tracing`,
      received: describeType(given),
      hint: `Convert with cast(${name}, "i32").`,
    });
  }
  const numbers = rowMajorData(host, given.dtype);
  numbers.forEach((value, i) => {
    const expected = refuse(value);
    if (expected === undefined) return;
    const received = expected === "an axis with elements" ? "an empty axis" : String(value);
    throw new IndexError({ where, path: `${name}${placeOf(i, given.shape)}`, expected, received });
  });
  return fromBuffer(Int32Array.from(numbers), given.shape, "i32");
}

const isInt32 = (value: number): boolean => Number.isInteger(value) && value >= -2147483648 && value <= 2147483647;

/** `[1][0]`: where element `i` in row-major order stands. */
function placeOf(i: number, shape: Shape): string {
  return rowMajorStrides(shape)
    .map((stride, axis) => `[${Math.floor(i / stride) % shape[axis]!}]`)
    .join("");
}
