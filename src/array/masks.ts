/** Constant masks: all of a shape, and the lower triangle of a square. */

import { type Arr, fromBuffer } from "./arr.ts";
import { allocate } from "./dtype.ts";
import type { Shape } from "./shape.ts";

/** True everywhere. */
export function fullMask(shape: Shape): Arr {
  return fromBuffer(allocate("bool", shape).fill(1), shape, "bool");
}

/** True on and below the diagonal of an n × n matrix. */
export function lowerMask(n: number): Arr {
  const data = allocate("bool", [n, n]);
  for (let row = 0; row < n; row++) data.fill(1, row * n, row * n + row + 1);
  return fromBuffer(data, [n, n], "bool");
}
