/** For each element along the last axis, the product of all others: what the derivative of a product is made of. */

import type { Arr } from "../../array/arr.ts";
import { flip, reshapeTo } from "../movement/shape.ts";
import { mul } from "../elementwise/arithmetic.ts";
import { joined, partOf } from "../movement/parts.ts";
import { onesOf } from "../../array/zeros.ts";

/**
 * Elements are paired: others(x_i) = x_(sibling of i) · others(pair of i). No element is divided by, so that zeros are exact, and
 * the work is that of the product itself.
 */
export function productOfOthers(x: Arr): Arr {
  const length = x.shape.at(-1)!;
  const leading = x.shape.slice(0, -1);
  const axis = leading.length;
  if (length <= 1) return onesOf(x);
  const half = Math.ceil(length / 2);
  const even = length % 2 === 0 ? x : joined([x, onesOf({ shape: [...leading, 1], dtype: x.dtype })], axis);
  const pairs = reshapeTo(even, [...leading, half, 2]);
  const member = (i: 0 | 1): Arr => reshapeTo(partOf(pairs, axis + 1, i, i + 1), [...leading, half]);
  const ofPair = productOfOthers(mul(member(0), member(1)));
  const others = mul(reshapeTo(ofPair, [...leading, half, 1]), flip(pairs, { axes: [axis + 1] }));
  return partOf(reshapeTo(others, [...leading, 2 * half]), axis, 0, length);
}
