/** Moments of arrays along axes: mean, variance, standard deviation. */

import { reductionChecks, varianceChecks } from "../option-checks.ts";
import { checkOptions } from "../../errors/index.ts";
import type { Arr } from "../../array/arr.ts";
import type { ArrLike } from "../../array/arr-like.ts";
import { isFloat } from "../../array/dtype.ts";
import { abs, div, mul, sub } from "../elementwise/arithmetic.ts";
import { type Axes, normaliseAxes } from "../movement/axes.ts";
import { cast } from "../elementwise/cast.ts";
import { lengthOf } from "./norm.ts";
import { withSquare } from "../squares.ts";
import { greater } from "../elementwise/comparison.ts";
import { stopGradient, where } from "../elementwise/choice.ts";
import { operandOf } from "../operands.ts";
import { square } from "../elementwise/powers.ts";
import { max, type ReductionOptions, sum } from "./reduction.ts";

/** Which variance, and whether its axes stay. */
export interface VarianceOptions extends ReductionOptions {
  /** What is taken off the number of elements that the sum is divided by: 0 by default, 1 for the unbiased estimate. */
  readonly correction?: number;
}

/** Arithmetic mean over `axis` (all axes by default), in f64 for integers. @throws AxisError when the array has no such axis */
export function mean(x: ArrLike, axis?: Axes, options: ReductionOptions = {}): Arr {
  checkOptions(options, reductionChecks, "mean");
  return averageOf(sampleOf("mean", x, axis), options);
}

/**
 * Mean squared deviation from the mean over `axis` (all axes by default), in f64 for integers: Σ (x - mean)² / (n - correction). Taken
 * in two passes, so that a large mean costs no digits.
 *
 * @param options  `correction`, 0 by default (NumPy's `ddof`); `keepDims`
 * @returns        NaN where n - correction is 0 or less
 * @throws         AxisError when the array has no such axis
 * @example
 * ```ts
 * import { array, variance } from "fluxion";
 * const x = array([1, 2, 3, 4]);
 * console.log(variance(x).item(), variance(x, null, { correction: 1 }).item()); // → 1.25 1.6666666666666667
 * ```
 */
export function variance(x: ArrLike, axis?: Axes, options: VarianceOptions = {}): Arr {
  checkOptions(options, varianceChecks, "variance");
  return varianceOf(sampleOf("variance", x, axis), options);
}

/**
 * Square root of the variance over `axis` (all axes by default), also where that leaves the range. Where all elements are equal the
 * derivative is taken as 0, and second derivatives do not exist: NaN; its square has all.
 *
 * @param options  as for `variance`
 * @throws         AxisError when the array has no such axis
 */
export function standardDeviation(x: ArrLike, axis?: Axes, options: VarianceOptions = {}): Arr {
  checkOptions(options, varianceChecks, "standardDeviation");
  const sample = sampleOf("standardDeviation", x, axis);
  const { values, axes, count } = sample;
  const { correction = 0, ...kept } = options;
  // Half a deviation lies within the range, whatever the numbers; multiplied by a power of two it is exact but for the smallest numbers.
  const largest = values.size === 0 ? 0 : max(abs(stopGradient(values)));
  const isHuge = greater(largest, values.dtype === "f32" ? 2 ** 100 : 2 ** 1000);
  const shrink = cast(where(isHuge, 2 ** -40, 1), values.dtype);
  const small = mul(values, shrink);
  const deviations = sub(small, averageOf({ ...sample, values: small }, { keepDims: true }));
  const degrees = count - correction;
  const length = lengthOf(deviations, axes, kept);
  const result = div(div(length, degrees > 0 ? Math.sqrt(degrees) : Number.NaN), shrink);
  return withSquare(result, () => varianceOf(sample, options));
}

interface Sample {
  readonly values: Arr;
  readonly axes: readonly number[];
  readonly count: number;
}

function sampleOf(where: string, x: ArrLike, axis: Axes): Sample {
  const given = operandOf(where, x);
  const values = isFloat(given.dtype) ? given : cast(given, "f64");
  const axes = normaliseAxes(axis, values.shape, where);
  return { values, axes, count: axes.reduce((product, each) => product * values.shape[each]!, 1) };
}

function averageOf({ values, axes, count }: Sample, options: ReductionOptions): Arr {
  return div(sum(values, axes, options), count);
}

function varianceOf(sample: Sample, { correction = 0, ...options }: VarianceOptions): Arr {
  const { values, axes, count } = sample;
  const deviations = sub(values, averageOf(sample, { keepDims: true }));
  const degrees = count - correction;
  return div(sum(square(deviations), axes, options), degrees > 0 ? degrees : Number.NaN);
}
