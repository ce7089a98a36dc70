/** Reciprocals of eigenvalues and singular values, of their differences and sums, and what stands for them where rounding alone would speak. */

import { type Arr, fromBuffer } from "../../array/arr.ts";
import { allocate } from "../../array/dtype.ts";
import { abs, add, mul, sub } from "../elementwise/arithmetic.ts";
import { greater, logicalAnd, select } from "../elementwise/comparison.ts";
import { castTo, stopGradient } from "../elementwise/convert.ts";
import { reciprocal } from "../elementwise/powers.ts";
import { reduceMax } from "../reduction/reductions.ts";
import { broadcast, reshapeTo, withAxis } from "../movement/shape.ts";
import { zerosOf } from "../../array/zeros.ts";

/** Of what is compared with rounding, in units of the rounding of n values of the largest magnitude. */
const MARGIN = 8;

/** The square of values [..., n] against themselves: x_ij = f(w_i, w_j). */
function pairs(values: Arr, f: (first: Arr, second: Arr) => Arr): Arr {
  const stack = values.shape.slice(0, -1);
  const n = values.shape.at(-1)!;
  return f(reshapeTo(values, [...stack, n, 1]), reshapeTo(values, [...stack, 1, n]));
}

/** The largest of values [..., n], as [..., 1]. */
export function largestOf(values: Arr): Arr {
  return withAxis(reduceMax(values, { axes: [values.rank - 1] }), values.rank - 1);
}

/**
 * Reciprocals of x, made of values that move: 1 / x where it is more than rounding; elsewhere zero, and the terms of the limit there, as
 * the values are split such that x moves by x' (see LimitTangents): 1 / x', -x / (2 x'²), x² / (6 x'³).
 */
export interface SplitReciprocals {
  readonly regular: Arr;
  readonly terms: readonly Arr[];
}

/** How x is made of the values, linearly. */
type Combine = (values: Arr) => Arr;

/** As many orders of derivatives are right where values are equal. */
const ORDERS = 3;

/** The split: every value, and every sum and difference of two, moves. */
export function splitOf(values: Arr): Arr {
  const n = values.shape.at(-1)!;
  // Singular values descend, and stay positive where they leave zero.
  const numbers = allocate("f64", [n]).map((_, i) => n - i);
  return broadcast(castTo(fromBuffer(numbers, [n], "f64"), values.dtype), values.shape);
}

/** @param nearness  differences below this fraction of either value count as zero, too */
function splitReciprocals(values: Arr, combine: Combine, nearness: number): SplitReciprocals {
  const x = combine(values);
  const n = values.shape.at(-1)!;
  if (n === 0) return { regular: zerosOf(x), terms: Array.from({ length: ORDERS }, () => zerosOf(x)) };
  const fixed = stopGradient(values);
  const rounding = mul(largestOf(abs(fixed)), MARGIN * n * (values.dtype === "f32" ? 2 ** -23 : 2 ** -52));
  const threshold = reshapeTo(rounding, [...rounding.shape, ...(x.rank > values.rank ? [1] : [])]);
  const size = abs(stopGradient(x));
  const isFar = greater(size, threshold);
  const isResolved = nearness === 0 ? isFar : logicalAnd(isFar, greater(size, mul(pairs(abs(fixed), add), nearness)));
  const slope = combine(splitOf(values));
  // Zero on the diagonal of differences, where nothing is divided.
  const isSplit = greater(abs(slope), 0);
  const inverse = select(isSplit, reciprocal(select(isSplit, slope, 1)), 0);
  const gap = select(isResolved, 0, x);
  let term = select(isResolved, 0, inverse);
  const terms = [term];
  for (let k = 2; k <= ORDERS; k++) {
    term = mul(mul(term, mul(gap, inverse)), -1 / k);
    terms.push(term);
  }
  return { regular: select(isResolved, reciprocal(select(isResolved, x, 1)), 0), terms };
}

/**
 * 1 / (w_j - w_i) for values [..., n]; 0 on the diagonal, and a limit between values that are equal to rounding.
 *
 * @param nearness  values that differ by less than this fraction of the sum of their magnitudes count as equal, too
 */
export function reciprocalDifferences(values: Arr, nearness = 0): SplitReciprocals {
  return splitReciprocals(values, (given) => pairs(given, (first, second) => sub(second, first)), nearness);
}

/** 1 / (w_i + w_j) for values [..., n]; a limit where both are zero to rounding. */
export function reciprocalSums(values: Arr): SplitReciprocals {
  return splitReciprocals(values, (given) => pairs(given, add), 0);
}

/** 1 / w_i; a limit where the value is zero to rounding. */
export function reciprocals(values: Arr): SplitReciprocals {
  return splitReciprocals(values, (given) => given, 0);
}
