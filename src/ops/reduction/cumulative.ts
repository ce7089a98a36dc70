/** Cumulative sums, products and extremes, and linear recurrences, along an axis. */

import { cumulativeChecks } from "../option-checks.ts";
import { checkOptions } from "../../errors/index.ts";
import type { Arr } from "../../array/arr.ts";
import type { ArrLike } from "../../array/arr-like.ts";
import {
  cummax as cummaxPrimitive,
  cummin as cumminPrimitive,
  cumprod as cumprodPrimitive,
  cumsum as cumsumPrimitive,
  type CumulativeAttributes,
  linearRecurrence as linearRecurrencePrimitive,
} from "../../primitives/reduction/cumulative.ts";
import type { Primitive } from "../../program/primitive.ts";
import { bindOne } from "../../program/bind.ts";
import { normaliseAxis } from "../movement/axes.ts";
import { broadcastTo } from "../movement/broadcast.ts";
import { reshapeTo } from "../../primitives/movement/shape.ts";
import { cast } from "../elementwise/cast.ts";
import { chosenAmong } from "./choosing.ts";
import { asArr, commonDType, commonShape, operandOf } from "../operands.ts";

/** The direction of a cumulative operation. */
export interface CumulativeOptions {
  /** Go from the last element to the first. */
  readonly reverse?: boolean;
}

function cumulate(
  name: string,
  primitive: Primitive<CumulativeAttributes>,
  x: ArrLike,
  axis: number | null | undefined,
  { reverse = false }: CumulativeOptions,
): Arr {
  const arr = operandOf(name, x);
  const whole = axis === undefined || axis === null;
  const along = whole ? reshapeTo(arr, [arr.size]) : arr;
  return bindOne(primitive, [along], { axis: normaliseAxis(whole ? 0 : axis, along.shape, name), reverse });
}

/** Sums and products of bools count them as i32. */
function compute(...[name, primitive, x, axis, options]: Parameters<typeof cumulate>): Arr {
  const arr = operandOf(name, x);
  return cumulate(name, primitive, arr.dtype === "bool" ? cast(arr, "i32") : arr, axis, options);
}

/**
 * Sums of all elements so far along `axis`; without an axis, of the elements in row-major order. Bools are counted as i32.
 *
 * @param options  `reverse`: sums of an element and all after it
 * @throws         AxisError when the array has no such axis
 * @example
 * ```ts
 * import { array, cumsum } from "fluxion";
 * console.log(cumsum(array([1, 2, 3])).toNested()); // → [ 1, 3, 6 ]
 * console.log(cumsum(array([1, 2, 3]), 0, { reverse: true }).toNested()); // → [ 6, 5, 3 ]
 * ```
 */
export function cumsum(x: ArrLike, axis?: number | null, options: CumulativeOptions = {}): Arr {
  checkOptions(options, cumulativeChecks, "cumsum");
  return compute("cumsum", cumsumPrimitive, x, axis, options);
}

/**
 * Products of all elements so far along `axis`; without an axis, of the elements in row-major order. Bools are taken as i32. The derivative is right at zeros too.
 *
 * @throws AxisError when the array has no such axis
 */
export function cumprod(x: ArrLike, axis?: number | null, options: CumulativeOptions = {}): Arr {
  checkOptions(options, cumulativeChecks, "cumprod");
  return compute("cumprod", cumprodPrimitive, x, axis, options);
}

/**
 * Largest element so far along `axis`; without an axis, of the elements in row-major order; NaN from the first NaN on. The
 * derivative is that of the element that attains it, the first of equals.
 *
 * @throws AxisError when the array has no such axis
 */
export function cummax(x: ArrLike, axis?: number | null, options: CumulativeOptions = {}): Arr {
  checkOptions(options, cumulativeChecks, "cummax");
  return chosenAmong(operandOf("cummax", x), (arr) => cumulate("cummax", cummaxPrimitive, arr, axis, options));
}

/**
 * Smallest element so far along `axis`; without an axis, of the elements in row-major order; NaN from the first NaN on. The
 * derivative is that of the element that attains it, the first of equals.
 *
 * @throws AxisError when the array has no such axis
 */
export function cummin(x: ArrLike, axis?: number | null, options: CumulativeOptions = {}): Arr {
  checkOptions(options, cumulativeChecks, "cummin");
  return chosenAmong(operandOf("cummin", x), (arr) => cumulate("cummin", cumminPrimitive, arr, axis, options));
}

/**
 * The sequence y_i = a_i y_(i-1) + b_i along `axis`, which begins with y_0 = b_0: exponential smoothing, autoregressive noise, sums with
 * decay. One pass forward, and one back for its derivatives.
 *
 * @param factors  a; broadcasts against the terms. The first factor along the axis is not used
 * @param terms    b
 * @param axis     the axis that the sequence runs along, 0 by default
 * @param options  `reverse`: from the last element to the first, y_i = a_i y_(i+1) + b_i
 * @returns        an array of their common shape, f64 or f32
 * @throws         ShapeError when factors and terms do not broadcast; AxisError when their common shape has no such axis
 * @example
 * ```ts
 * import { array, linearRecurrence } from "fluxion";
 * console.log(linearRecurrence(0.5, array([8, 0, 0, 1])).toNested()); // → [ 8, 4, 2, 2 ]
 * ```
 */
export function linearRecurrence(factors: ArrLike, terms: ArrLike, axis = 0, options: CumulativeOptions = {}): Arr {
  checkOptions(options, cumulativeChecks, "linearRecurrence");
  const { reverse = false } = options;
  const dtype = commonDType([factors, terms], true, "linearRecurrence");
  const [a, b] = [asArr(factors, dtype), asArr(terms, dtype)].map((each) => cast(each, dtype)) as [Arr, Arr];
  const shape = commonShape([a.shape, b.shape], "linearRecurrence");
  return bindOne(linearRecurrencePrimitive, [broadcastTo(a, shape), broadcastTo(b, shape)], {
    axis: normaliseAxis(axis, shape, "linearRecurrence"),
    reverse,
  });
}
