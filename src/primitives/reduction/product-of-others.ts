/** For each element along the last axis, the product of all others: what the derivative of a product is made of. */

import type { Arr } from "../../array/arr.ts";
import { reshapeTo } from "../../ops/movement/broadcast.ts";
import { mul } from "../../ops/elementwise/arithmetic.ts";
import { slice } from "../../ops/indexing/indexing.ts";
import { concat } from "../../ops/movement/joining.ts";
import { flip } from "../../ops/movement/shape.ts";
import { onesOf } from "../../array/zeros.ts";

/**
 * Elements are paired: others(x_i) = x_(sibling of i) · others(pair of i). No element is divided by, so that zeros are exact, and
 * the work is that of the product itself.
 */
export function productOfOthers(x: Arr): Arr {
  const length = x.shape.at(-1)!;
  const leading = x.shape.slice(0, -1);
  if (length <= 1) return onesOf(x);
  const half = Math.ceil(length / 2);
  const even = length % 2 === 0 ? x : concat([x, onesOf({ shape: [...leading, 1], dtype: x.dtype })], -1);
  const pairs = reshapeTo(even, [...leading, half, 2]);
  const ofPair = productOfOthers(mul(slice(pairs, "...", 0), slice(pairs, "...", 1)));
  const others = mul(reshapeTo(ofPair, [...leading, half, 1]), flip(pairs, -1));
  return slice(reshapeTo(others, [...leading, 2 * half]), "...", [0, length]);
}
