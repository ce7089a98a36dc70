/** logSumExp: sums of numbers that are known by their logarithms. */

import { logSumExpChecks } from "../option-checks.ts";
import { checkOptions } from "../../errors/index.ts";
import type { Arr } from "../../array/arr.ts";
import type { ArrLike } from "../../array/arr-like.ts";
import { isFloat } from "../../array/dtype.ts";
import { add, div, maximum, minimum, mul, sub } from "../elementwise/arithmetic.ts";
import { type Axes, normaliseAxes } from "../movement/axes.ts";
import { broadcastTo } from "../movement/broadcast.ts";
import { reshapeTo } from "../../primitives/movement/shape.ts";
import { cast } from "../elementwise/cast.ts";
import { stopGradient, where } from "../elementwise/choice.ts";
import { equal, greater, less, logicalAnd } from "../elementwise/comparison.ts";
import { exp, log } from "../elementwise/exponential.ts";
import { commonShape, operandOf } from "../operands.ts";
import { max, type ReductionOptions, sum } from "./reduction.ts";

/** Factors of the exponentials, and whether the axes stay. */
export interface LogSumExpOptions extends ReductionOptions {
  /** Factors of the exponentials; they broadcast against x. */
  readonly weights?: ArrLike;
}

/** Exponents above the largest one that counts, at elements of weight 0, stop short of overflow. */
const LARGEST_EXPONENT = 80;

/**
 * log Σ weights · exp(x) over `axis` (all axes by default), without overflow or underflow. The logarithm of nothing, or of zeros alone,
 * is -Infinity, where the derivative is taken as 0; that of infinite numbers is Infinity, and they share the derivative. A negative
 * sum gives NaN.
 *
 * @param x        any shape; integers are taken in f64
 * @param axis     axes of the array, of x broadcast with the weights where there are some
 * @param options  `weights`: factors, 1 by default; `keepDims`
 * @throws         AxisError when the array has no such axis; ShapeError when the weights do not broadcast
 * @example
 * ```ts
 * import { array, logSumExp } from "fluxion";
 * console.log(logSumExp(array([1000, 1000])).item()); // → 1000.6931471805599
 * console.log(logSumExp(array([0, 1]), null, { weights: array([1, 0]) }).item()); // → 0
 * ```
 */
export function logSumExp(x: ArrLike, axis?: Axes, options: LogSumExpOptions = {}): Arr {
  checkOptions(options, logSumExpChecks, "logSumExp");
  const { weights, ...reduction } = options;
  const given = operandOf("logSumExp", x);
  const floats = isFloat(given.dtype) ? given : cast(given, "f64");
  const factors = weights === undefined ? undefined : operandOf("logSumExp", weights);
  const shape = factors === undefined ? floats.shape : commonShape([floats.shape, factors.shape], "logSumExp");
  const arr = broadcastTo(floats, shape);
  const axes = normaliseAxes(axis, shape, "logSumExp");
  if (axes.some((each) => shape[each] === 0)) return log(sum(arr, axes, reduction));
  const counted = factors === undefined ? arr : where(equal(factors, 0), -Infinity, arr);
  const isInfinite = equal(counted, Infinity);
  const finite = where(isInfinite, 0, arr);
  const largest = stopGradient(max(where(isInfinite, 0, counted), axes, { keepDims: true }));
  // The shift may be any finite number: where all is -Infinity it is 0.
  const shift = where(equal(largest, -Infinity), 0, largest);
  const exponents = sub(finite, shift);
  const terms =
    factors === undefined ? exp(exponents) : mul(cast(factors, arr.dtype), exp(minimum(exponents, LARGEST_EXPONENT)));
  const total = sum(terms, axes, reduction);
  const isZero = equal(total, 0);
  const logarithm = where(isZero, -Infinity, log(where(isZero, 1, total)));
  const regular = add(logarithm, reshapeTo(shift, total.shape));
  // Of infinite numbers the sum is the largest: itself, or the mean of several, which share the derivative as ties do.
  const count = sum(isInfinite, axes, reduction);
  const infinite = div(sum(where(isInfinite, arr, 0), axes, reduction), maximum(count, 1));
  const wrong = factors === undefined ? 0 : sum(logicalAnd(isInfinite, less(factors, 0)), axes, reduction);
  const isKnown = reshapeTo(equal(largest, largest), total.shape);
  return where(logicalAnd(greater(count, 0), isKnown), where(greater(wrong, 0), Number.NaN, infinite), regular);
}
