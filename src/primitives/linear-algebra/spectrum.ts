/** Reciprocals of eigenvalues and singular values, of their differences and sums: zero where rounding alone would speak. */

import type { Arr } from "../../array/arr.ts";
import { abs, add, mul, sub } from "../elementwise/arithmetic.ts";
import { greater, select } from "../elementwise/comparison.ts";
import { stopGradient } from "../elementwise/convert.ts";
import { reciprocal } from "../elementwise/powers.ts";
import { reduceMax } from "../reduction/reductions.ts";
import { reshapeTo, withAxis } from "../movement/shape.ts";
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

/** 1 / x where |x| is more than rounding of the largest of the values that it was made of, else 0. */
function whereResolved(x: Arr, values: Arr): Arr {
  const n = values.shape.at(-1)!;
  if (n === 0) return zerosOf(x);
  const fixed = stopGradient(values);
  const largest = largestOf(abs(fixed));
  const threshold = mul(largest, MARGIN * n * (values.dtype === "f32" ? 2 ** -23 : 2 ** -52));
  const aligned = reshapeTo(threshold, [...threshold.shape, ...(x.rank > values.rank ? [1] : [])]);
  const isResolved = greater(abs(stopGradient(x)), aligned);
  return select(isResolved, reciprocal(select(isResolved, x, 1)), 0);
}

/** 1 / (w_j - w_i) for values [..., n]; 0 on the diagonal and between values that are equal to rounding. */
export function reciprocalDifferences(values: Arr): Arr {
  return whereResolved(
    pairs(values, (first, second) => sub(second, first)),
    values,
  );
}

/** 1 / (w_i + w_j) for values [..., n]; 0 where both are zero to rounding. */
export function reciprocalSums(values: Arr): Arr {
  return whereResolved(
    pairs(values, (first, second) => add(first, second)),
    values,
  );
}

/** 1 / w_i; 0 where the value is zero to rounding. */
export function reciprocals(values: Arr): Arr {
  return whereResolved(values, values);
}
