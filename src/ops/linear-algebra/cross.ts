/** cross: the vector perpendicular to two vectors in space. */

import type { Arr } from "../../array/arr.ts";
import type { ArrLike } from "../../array/arr-like.ts";
import { describeType, ShapeError } from "../../errors/index.ts";
import { sub, mul } from "../elementwise/arithmetic.ts";
import { roll } from "../movement/repetition.ts";
import { operandOf } from "../operands.ts";

/**
 * Vector product x × y of vectors of three components along the last axis. Leading axes broadcast.
 *
 * @throws ShapeError unless the last axes have length 3
 * @example
 * ```ts
 * import { array, cross } from "fluxion";
 * console.log(cross(array([1, 0, 0]), array([0, 1, 0])).toNested()); // → [ 0, 0, 1 ]
 * ```
 */
export function cross(x: ArrLike, y: ArrLike): Arr {
  const [a, b] = [operandOf("cross", x), operandOf("cross", y)];
  for (const each of [a, b]) {
    if (each.shape.at(-1) === 3) continue;
    throw new ShapeError({ where: "cross", expected: "vectors [..., 3]", received: describeType(each) });
  }
  // Component i is x[i+1] y[i+2] - x[i+2] y[i+1], with indices in a ring.
  const next = (v: Arr, by: number): Arr => roll(v, -by, -1);
  return sub(mul(next(a, 1), next(b, 2)), mul(next(a, 2), next(b, 1)));
}
