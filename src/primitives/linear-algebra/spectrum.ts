/** Reciprocals of eigenvalues and singular values, of their differences and sums, and what stands for them where rounding alone would speak. */

import { type Arr, fromBuffer } from "../../array/arr.ts";
import { allocate } from "../../array/dtype.ts";
import { abs, add, mul, sub } from "../elementwise/arithmetic.ts";
import { greater, logicalAnd, select } from "../elementwise/comparison.ts";
import { castTo, stopGradient } from "../elementwise/convert.ts";
import { reciprocal } from "../elementwise/powers.ts";
import { reduceMax } from "../reduction/reductions.ts";
import { broadcast, reshapeTo, withAxis } from "../movement/shape.ts";
import { bind } from "../../program/bind.ts";
import type { LimitCombining } from "../../program/primitive.ts";
import { lazyProgram, vanishing } from "../control/vanishing.ts";
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
 * Reciprocals of x, made of values that move: 1 / x where it is more than rounding; elsewhere zero, and a limit as the values are split
 * such that x moves by x' (see LimitTangents).
 */
export interface SplitReciprocals {
  readonly regular: Arr;
  /** x where there is a limit. */
  readonly gap: Arr;
  /** (-x / x')^(k-1) / (x' k!). */
  readonly term: (k: number, gap: Arr) => Arr;
}

/** How x is made of the values, linearly. */
type Combine = (values: Arr) => Arr;

/** So many orders of derivatives are right where values are equal. */
export const ORDERS = 3;

/** What limits are put together with. */
export const combining: LimitCombining = {
  add,
  vanish: (operands, attributes) => bind(vanishing, operands, attributes),
  lazyProgram,
};

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
  if (n === 0) return { regular: zerosOf(x), gap: zerosOf(x), term: (_k, gap) => gap };
  const fixed = stopGradient(values);
  const rounding = mul(largestOf(abs(fixed)), MARGIN * n * (values.dtype === "f32" ? 2 ** -23 : 2 ** -52));
  const threshold = reshapeTo(rounding, [...rounding.shape, ...(x.rank > values.rank ? [1] : [])]);
  const size = abs(stopGradient(x));
  const isFar = greater(size, threshold);
  const isResolved = nearness === 0 ? isFar : logicalAnd(isFar, greater(size, mul(pairs(abs(fixed), add), nearness)));
  const slope = combine(splitOf(values));
  // Zero on the diagonal of differences, where nothing is divided.
  const isSplit = greater(abs(slope), 0);
  const inverse = select(isResolved, 0, select(isSplit, reciprocal(select(isSplit, slope, 1)), 0));
  return {
    regular: select(isResolved, reciprocal(select(isResolved, x, 1)), 0),
    gap: select(isResolved, 0, x),
    term(k, gap) {
      let term = inverse;
      for (let i = 2; i <= k; i++) term = mul(mul(term, mul(gap, inverse)), -1 / i);
      return term;
    },
  };
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
