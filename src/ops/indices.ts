/** Indices that a user writes, as whole numbers that count from the front. */

import { Arr, fromBuffer, hostOf, rowMajorData } from "../array/arr.ts";
import type { ArrLike } from "../array/arr-like.ts";
import { array, type NestedNumbers } from "../array/from-data.ts";
import type { Shape } from "../array/shape.ts";
import { describeType, DTypeError, IndexError } from "../errors/index.ts";
import { add, maximum, minimum } from "./arithmetic.ts";
import { where as choose } from "./choice.ts";
import { less } from "./comparison.ts";
import { operandOf } from "./operands.ts";

/**
 * Indices from 0 up to but not including `length`, as i32. Known ones are checked; unknown ones are held to the range, so that a
 * compiled program never reads outside of an array and every target does the same.
 *
 * @throws IndexError naming the first known index out of range; DTypeError for a mask, or for unknown indices that are not i32
 */
export function indexArray(indices: ArrLike | NestedNumbers, length: number, where: string): Arr {
  const isList = typeof indices === "object" && !(indices instanceof Arr);
  const given = isList ? array(indices, { dtype: "f64" }) : operandOf(where, indices);
  if (given.dtype === "bool") {
    throw new DTypeError({
      where,
      expected: "whole numbers as indices",
      received: describeType(given),
      hint: "A mask cannot pick elements, since the shape of the result would depend on values; use where(mask, x, 0).",
    });
  }
  const host = hostOf(given);
  return host === undefined
    ? unknownIndices(given, length, where)
    : knownIndices(rowMajorData(host, given.dtype), given.shape, length, where);
}

function knownIndices(values: ArrayLike<number>, shape: Shape, length: number, where: string): Arr {
  const positions = Int32Array.from(values, (value, i) => {
    if (Number.isInteger(value) && value >= -length && value < length) return value < 0 ? value + length : value;
    throw new IndexError({
      where,
      path: shape.length === 0 ? "indices" : `indices[${i}]`,
      expected: length === 0 ? "an axis with elements" : `a whole number from ${-length} to ${length - 1}`,
      received: length === 0 ? "an empty axis" : String(value),
    });
  });
  return fromBuffer(positions, shape, "i32");
}

function unknownIndices(given: Arr, length: number, where: string): Arr {
  if (given.dtype !== "i32") {
    throw new DTypeError({
      where,
      expected: "i32 indices while tracing",
      received: describeType(given),
      hint: 'Convert with cast(indices, "i32").',
    });
  }
  if (length === 0 && given.size > 0) {
    throw new IndexError({ where, expected: "an axis with elements", received: "an empty axis" });
  }
  return minimum(maximum(choose(less(given, 0), add(given, length), given), 0), length - 1);
}
