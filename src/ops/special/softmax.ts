/** Probabilities in proportion to exponentials. */

import type { Arr } from "../../array/arr.ts";
import type { ArrLike } from "../../array/arr-like.ts";
import { sub } from "../elementwise/arithmetic.ts";
import type { Axes } from "../movement/axes.ts";
import { exp } from "../elementwise/exponential.ts";
import { logSumExp } from "../reduction/log-sum-exp.ts";
import { stopGradient, where } from "../elementwise/choice.ts";
import { isFinite } from "../elementwise/comparison.ts";
import { max } from "../reduction/reduction.ts";

/**
 * x − log Σ e^x over `axis`: the logarithms of probabilities in proportion to e^x, without overflow. The shape of x.
 *
 * @param axis  axes over which the probabilities sum to 1; the last unless given
 * @throws      AxisError when x has no such axis
 * @example
 * ```ts
 * import { array, logSoftmax } from "fluxion";
 * console.log(logSoftmax(array([1000, 1000])).toNested()); // [-0.6931…, -0.6931…]
 * ```
 */
export function logSoftmax(x: ArrLike, axis: Axes = -1): Arr {
  // Measured from the largest first: the sum's logarithm then keeps its digits.
  const largest = stopGradient(max(x, axis, { keepDims: true }));
  const shifted = sub(x, where(isFinite(largest), largest, 0));
  return sub(shifted, logSumExp(shifted, axis, { keepDims: true }));
}

/**
 * e^x / Σ e^x over `axis`: probabilities in proportion to e^x, without overflow. The shape of x.
 *
 * @param axis  axes over which the probabilities sum to 1; the last unless given
 * @throws      AxisError when x has no such axis
 * @example
 * ```ts
 * import { array, softmax } from "fluxion";
 * console.log(softmax(array([5, 5])).toNested()); // → [ 0.5, 0.5 ]
 * ```
 */
export function softmax(x: ArrLike, axis: Axes = -1): Arr {
  return exp(logSoftmax(x, axis));
}
