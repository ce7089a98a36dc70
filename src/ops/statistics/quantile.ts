/** Quantiles of samples, by linear interpolation between the two elements around them. */

import { type Arr, hostOf } from "../../array/arr.ts";
import type { ArrLike } from "../../array/arr-like.ts";
import type { NestedNumbers } from "../../array/from-data.ts";
import { array, arrayFor } from "../../array/from-data.ts";
import { isFloat } from "../../array/dtype.ts";
import { sizeOf } from "../../array/shape.ts";
import {
  checkOptions,
  describeType,
  option,
  type OptionChecks,
  ParameterError,
  ShapeError,
} from "../../errors/index.ts";
import { keptShape } from "../../primitives/reduction/family.ts";
import { reshapeTo, transposeTo } from "../../primitives/movement/shape.ts";
import { add, div, mul, sub } from "../elementwise/arithmetic.ts";
import { cast } from "../elementwise/cast.ts";
import { clip, stopGradient, where as choose } from "../elementwise/choice.ts";
import { equal, greaterEqual, isFinite, isNaN, logicalAnd, logicalNot, logicalOr } from "../elementwise/comparison.ts";
import { floor } from "../elementwise/rounding.ts";
import { take } from "../indexing/gathering.ts";
import { slice } from "../indexing/indexing.ts";
import { sort } from "../indexing/sorting.ts";
import { type Axes, normaliseAxes } from "../movement/axes.ts";
import { operandOf } from "../operands.ts";
import type { ReductionOptions } from "../reduction/reduction.ts";

const checks: OptionChecks<ReductionOptions> = { keepDims: option.boolean };

/** Which part of the elements lies below: a number, or several. */
export type Fractions = ArrLike | NestedNumbers;

/**
 * The number below which a fraction q of the elements lies, over `axis` (all axes by default): NumPy's linear method. Of n elements in
 * order, it lies at position q (n - 1), on the straight line between the two around it.
 *
 * Differentiable in the elements, by those two, and in q, by the slope of the line. NaN where an element is NaN.
 *
 * @param x        any shape, unit U
 * @param q        from 0 to 1, any shape; several are cheaper in one call, since the elements are sorted once
 * @param options  `keepDims`
 * @returns        the shape of q, then that of what is left of x; unit U
 * @throws ParameterError for a known q outside of 0 to 1; ShapeError when there are no elements; AxisError
 * @example
 * ```ts
 * import { array, statistics } from "fluxion";
 * const x = array([1, 2, 4, 8]);
 * console.log(statistics.quantile(x, 0.5).item()); // → 3
 * console.log(statistics.quantile(x, [0, 0.25, 1]).toNested()); // → [ 1, 1.75, 8 ]
 * ```
 * @see    Hyndman & Fan (1996), Sample quantiles in statistical packages, The American Statistician 50, 361: definition 7
 */
export function quantile(x: ArrLike, q: Fractions, axis?: Axes, options: ReductionOptions = {}): Arr {
  return quantilesOf("quantile", x, fractionsOf("quantile", q, 1), axis, options);
}

/** As `quantile`, of hundredths: `percentile(x, 84)` is `quantile(x, 0.84)`. @throws as `quantile`, for q outside of 0 to 100 */
export function percentile(x: ArrLike, q: Fractions, axis?: Axes, options: ReductionOptions = {}): Arr {
  return quantilesOf("percentile", x, fractionsOf("percentile", q, 100), axis, options);
}

/**
 * The middle element in order over `axis` (all axes by default), of an even number the mean of the two in the middle. They share the
 * derivative.
 *
 * @returns NaN where an element is NaN
 * @throws  ShapeError when there are no elements; AxisError when the array has no such axis
 * @example
 * ```ts
 * import { array, statistics } from "fluxion";
 * console.log(statistics.median(array([[1, 5, 2], [8, 3, 100]]), 1).toNested()); // → [ 2, 8 ]
 * ```
 */
export function median(x: ArrLike, axis?: Axes, options: ReductionOptions = {}): Arr {
  return quantilesOf("median", x, array(0.5), axis, options);
}

/** Fractions from fractions of `whole`. */
function fractionsOf(where: string, q: Fractions, whole: number): Arr {
  const given = typeof q === "object" && !("dtype" in q) ? arrayFor(where, q) : operandOf(where, q);
  if (hostOf(given) !== undefined) {
    const outside = given.toArray().find((each) => !(each >= 0 && each <= whole));
    if (outside !== undefined) {
      throw new ParameterError({ where, path: "q", expected: `0 to ${whole}`, received: String(outside) });
    }
  }
  return whole === 1 ? given : div(given, whole);
}

function quantilesOf(where: string, x: ArrLike, fractions: Arr, axis: Axes, options: ReductionOptions): Arr {
  checkOptions(options, checks, where);
  const given = operandOf(where, x);
  const values = isFloat(given.dtype) ? given : cast(given, "f64");
  const axes = normaliseAxes(axis, values.shape, where);
  const others = values.shape.map((_, each) => each).filter((each) => !axes.includes(each));
  const left = others.map((each) => values.shape[each]!);
  const count = sizeOf(axes.map((each) => values.shape[each]!));
  if (count === 0) throw new ShapeError({ where, expected: "at least one element", received: describeType(values) });
  const rows = sort(reshapeTo(transposeTo(values, [...others, ...axes]), [...left, count]));

  const flat = cast(reshapeTo(fractions, [fractions.size]), values.dtype);
  const position = mul(flat, count - 1);
  const below = clip(floor(stopGradient(position)), 0, Math.max(0, count - 2));
  const index = cast(below, "i32");
  const lower = take(rows, index, -1);
  const upper = count === 1 ? lower : take(rows, add(index, 1), -1);
  const between = lineAt(lower, upper, sub(position, below));
  const known = choose(isNaN(slice(rows, "...", [-1, null])), Number.NaN, between);

  // [rest, q] to [q, rest].
  const first = transposeTo(known, [others.length, ...others.map((_, each) => each)]);
  const kept = options.keepDims === true ? keptShape(values.shape, axes) : left;
  return reshapeTo(first, [...fractions.shape, ...kept]);
}

/**
 * a + (b - a) t, from the nearer end, so that it is exact at both and monotonic in t. An infinite difference must not meet t = 0, and the
 * difference of equal infinities is none.
 */
function lineAt(a: Arr, b: Arr, t: Arr): Arr {
  const apart = sub(b, a);
  const [knownA, knownB, knownT] = [stopGradient(a), stopGradient(b), stopGradient(t)];
  const isEnd = logicalOr(equal(knownT, 0), equal(knownT, 1));
  const undefinedSlope = logicalOr(logicalAnd(equal(knownA, knownB), logicalNot(isFinite(knownA))), isEnd);
  const slope = choose(logicalAnd(undefinedSlope, logicalNot(isFinite(stopGradient(apart)))), 0, apart);
  return choose(greaterEqual(knownT, 0.5), sub(b, mul(slope, sub(1, t))), add(a, mul(slope, t)));
}
