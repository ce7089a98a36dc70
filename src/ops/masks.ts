/** Constant masks: all of a shape, the identity and the lower triangle of a square. */

import { type Arr, fromBuffer } from "../array/arr.ts";
import { type Shape, sizeOf } from "../array/shape.ts";

/** True everywhere. */
export function fullMask(shape: Shape): Arr {
  return fromBuffer(new Uint8Array(sizeOf(shape)).fill(1), shape, "bool");
}

function squareMask(n: number, holds: (row: number, column: number) => boolean): Arr {
  const data = new Uint8Array(n * n);
  for (let row = 0; row < n; row++)
    for (let column = 0; column < n; column++) data[row * n + column] = holds(row, column) ? 1 : 0;
  return fromBuffer(data, [n, n], "bool");
}

/** True on the diagonal of an n × n matrix. */
export function identityMask(n: number): Arr {
  return squareMask(n, (row, column) => row === column);
}

/** True on and below the diagonal of an n × n matrix. */
export function lowerMask(n: number): Arr {
  return squareMask(n, (row, column) => row >= column);
}
