/** Sums, means and extremes of what there is, where NaN marks what is missing. */

import type { Arr } from "../../array/arr.ts";
import { varianceChecks } from "../option-checks.ts";
import { checkOptions } from "../../errors/index.ts";
import type { ArrLike } from "../../array/arr-like.ts";
import { isFloat } from "../../array/dtype.ts";
import { div, mul, sub } from "../elementwise/arithmetic.ts";
import { cast } from "../elementwise/cast.ts";
import { where as choose } from "../elementwise/choice.ts";
import { greater, isNaN, logicalNot } from "../elementwise/comparison.ts";
import { sqrt } from "../elementwise/powers.ts";
import { type Axes, normaliseAxes } from "../movement/axes.ts";
import { operandOf } from "../operands.ts";
import { lengthOf } from "../reduction/norm.ts";
import { any, max, min, type ReductionOptions, sum } from "../reduction/reduction.ts";
import type { VarianceOptions } from "../reduction/statistics.ts";

/** Sum over `axis` (all axes by default) of the elements that are not NaN: 0 where there are none. @throws AxisError */
export function nanSum(x: ArrLike, axis?: Axes, options: ReductionOptions = {}): Arr {
  return sum(present("nanSum", x, axis).filled(0), axis, options);
}

/**
 * Mean over `axis` (all axes by default) of the elements that are not NaN; NaN where there are none. The derivative passes to what is
 * there, and is 0 for what is missing.
 *
 * @throws AxisError when the array has no such axis
 * @example
 * ```ts
 * import { array, statistics } from "fluxion";
 * console.log(statistics.nanMean(array([[1, NaN], [3, 4]]), 0).toNested()); // → [ 2, 4 ]
 * ```
 */
export function nanMean(x: ArrLike, axis?: Axes, options: ReductionOptions = {}): Arr {
  const { filled, count } = present("nanMean", x, axis);
  return div(sum(filled(0), axis, options), count(axis, options));
}

/** Variance over `axis` (all axes by default) of the elements that are not NaN, as `variance`. @throws AxisError */
export function nanVariance(x: ArrLike, axis?: Axes, options: VarianceOptions = {}): Arr {
  checkOptions(options, varianceChecks, "nanVariance");
  return varianceOf("nanVariance", x, axis, options);
}

/** Square root of `nanVariance`; its derivative is 0 where all elements are equal. @throws AxisError */
export function nanStandardDeviation(x: ArrLike, axis?: Axes, options: VarianceOptions = {}): Arr {
  checkOptions(options, varianceChecks, "nanStandardDeviation");
  const { deviations, degrees, axes, kept } = spreadOf("nanStandardDeviation", x, axis, options);
  // A length keeps its square, so that second derivatives of the variance are right where all elements are equal.
  return div(lengthOf(deviations, axes, kept), sqrt(degrees));
}

/** Largest over `axis` (all axes by default) of the elements that are not NaN; NaN where there are none. @throws AxisError, ShapeError */
export function nanMax(x: ArrLike, axis?: Axes, options: ReductionOptions = {}): Arr {
  const { filled, exists } = present("nanMax", x, axis);
  return choose(any(exists, axis, options), max(filled(-Infinity), axis, options), Number.NaN);
}

/** Smallest over `axis` (all axes by default) of the elements that are not NaN; NaN where there are none. @throws AxisError, ShapeError */
export function nanMin(x: ArrLike, axis?: Axes, options: ReductionOptions = {}): Arr {
  const { filled, exists } = present("nanMin", x, axis);
  return choose(any(exists, axis, options), min(filled(Infinity), axis, options), Number.NaN);
}

interface Present {
  readonly values: Arr;
  /** True for what is not NaN. */
  readonly exists: Arr;
  /** The array with another number in place of NaN. */
  readonly filled: (value: number) => Arr;
  /** How many elements are there, in the element type of the array. */
  readonly count: (axis: Axes, options: ReductionOptions) => Arr;
}

function present(where: string, x: ArrLike, axis: Axes): Present {
  const given = operandOf(where, x);
  normaliseAxes(axis, given.shape, where);
  const values = isFloat(given.dtype) ? given : cast(given, "f64");
  const exists = logicalNot(isNaN(values));
  return {
    values,
    exists,
    filled: (value) => choose(exists, values, value),
    count: (axis, options) => sum(cast(exists, values.dtype), axis, options),
  };
}

function varianceOf(where: string, x: ArrLike, axis: Axes, options: VarianceOptions): Arr {
  const { deviations, degrees, kept } = spreadOf(where, x, axis, options);
  return div(sum(mul(deviations, deviations), axis, kept), degrees);
}

interface Spread {
  /** From the mean; 0 for what is missing. */
  readonly deviations: Arr;
  /** NaN where there are none. */
  readonly degrees: Arr;
  readonly axes: readonly number[];
  readonly kept: ReductionOptions;
}

function spreadOf(where: string, x: ArrLike, axis: Axes, { correction = 0, ...kept }: VarianceOptions): Spread {
  const { exists, filled, count, values } = present(where, x, axis);
  const centre = div(sum(filled(0), axis, { keepDims: true }), count(axis, { keepDims: true }));
  // Where nothing is there the centre is NaN, which must not meet the zeros that stand for what is missing.
  const deviations = choose(exists, sub(filled(0), centre), 0);
  const degrees = sub(count(axis, kept), cast(correction, values.dtype));
  return {
    deviations,
    degrees: choose(greater(degrees, 0), degrees, Number.NaN),
    axes: normaliseAxes(axis, values.shape, where),
    kept,
  };
}
