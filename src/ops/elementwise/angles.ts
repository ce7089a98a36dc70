/** Angles in degrees and in radians. */

import type { ArrLike } from "../../array/arr-like.ts";
import type { Arr } from "../../array/arr.ts";
import { mul } from "./arithmetic.ts";
import { operandOf } from "../operands.ts";

/** Radians from degrees: x π / 180. Elementwise. */
export function radians(x: ArrLike): Arr {
  return mul(operandOf("radians", x), Math.PI / 180);
}

/** Degrees from radians: x 180 / π. Elementwise. */
export function degrees(x: ArrLike): Arr {
  return mul(operandOf("degrees", x), 180 / Math.PI);
}
