/** Parts of square matrices that the rules of linear algebra are made of. */

import { type Arr, fromBuffer } from "../../array/arr.ts";
import { allocate } from "../../array/dtype.ts";
import { transposeTo } from "../../ops/movement/broadcast.ts";
import { mul } from "../../ops/elementwise/arithmetic.ts";
import { cast } from "../../ops/elementwise/cast.ts";
import { where } from "../../ops/elementwise/choice.ts";
import { lowerMask } from "../../array/masks.ts";

/** The last two axes exchanged. */
export function matrixTranspose(a: Arr): Arr {
  const { rank } = a;
  return transposeTo(a, [...Array.from({ length: rank - 2 }, (_, axis) => axis), rank - 1, rank - 2]);
}

/** The lower triangle, diagonal included. */
export function lowerPart(a: Arr): Arr {
  return where(lowerMask(a.shape.at(-1)!), a, 0);
}

/** The lower triangle with halved diagonal: what added to its transpose gives the symmetric matrix back. */
export function lowerHalf(a: Arr): Arr {
  const n = a.shape.at(-1)!;
  const weights = allocate("f64", [n, n]);
  for (let row = 0; row < n; row++)
    for (let column = 0; column <= row; column++) weights[row * n + column] = row === column ? 0.5 : 1;
  // A product would turn an infinity above the diagonal into NaN; the choice leaves it out.
  return mul(lowerPart(a), cast(fromBuffer(weights, [n, n], "f64"), a.dtype));
}

/** The identity beside the square matrices of a stack. */
export function identityLike(a: Arr): Arr {
  const n = a.shape.at(-1)!;
  const data = allocate("f64", [n, n]);
  for (let i = 0; i < n; i++) data[i * n + i] = 1;
  return cast(fromBuffer(data, [n, n], "f64"), a.dtype);
}
