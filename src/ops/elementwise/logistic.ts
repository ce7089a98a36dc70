/** The logistic sigmoid and softplus of arrays. */

import type { ArrLike } from "../../array/arr-like.ts";
import type { Arr } from "../../array/arr.ts";
import * as primitive from "../../primitives/elementwise/logistic.ts";
import { applyElementwise } from "../operands.ts";

/**
 * Logistic sigmoid 1 / (1 + e^−x), from 0 to 1; also called expit. It keeps all digits in its lower tail, where it is e^x, and so does
 * its derivative σ(x) σ(−x) in both. Elementwise.
 */
export function sigmoid(x: ArrLike): Arr {
  return applyElementwise(primitive.sigmoid, [x], true);
}

/** log(1 + e^x), a smooth max(x, 0): e^x far below 0, x far above, without overflow. Its derivative is sigmoid(x). Elementwise. */
export function softplus(x: ArrLike): Arr {
  return applyElementwise(primitive.softplus, [x], true);
}
