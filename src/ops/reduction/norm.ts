/** Norms of vectors, along axes. */

import { normChecks } from "../option-checks.ts";
import type { Arr } from "../../array/arr.ts";
import type { ArrLike } from "../../array/arr-like.ts";
import { isFloat } from "../../array/dtype.ts";
import { checkOptions, ShapeError } from "../../errors/index.ts";
import { div, mul, sign } from "../elementwise/arithmetic.ts";
import { type Axes, normaliseAxes } from "../movement/axes.ts";
import { reshapeTo } from "../../primitives/movement/shape.ts";
import { cast } from "../elementwise/cast.ts";
import { stopGradient, where } from "../elementwise/choice.ts";
import { equal, less, logicalAnd, greater } from "../elementwise/comparison.ts";
import { operandOf } from "../operands.ts";
import { hypot, pow, square } from "../elementwise/powers.ts";
import { withSquare } from "../squares.ts";
import { keptShape } from "../../primitives/reduction/family.ts";
import { euclideanNorm } from "../../primitives/reduction/euclidean-norm.ts";
import { bindOne } from "../../program/bind.ts";
import { max, type ReductionOptions, sum } from "./reduction.ts";

/** Which norm, and whether its axes stay. */
export interface NormOptions extends ReductionOptions {
  /** p of (Σ |x|^p)^(1/p): positive, Infinity for the largest magnitude; 2 by default. */
  readonly ord?: number;
}

/**
 * Norm (Σ |x|^p)^(1/p) of the elements along `axis` (all by default), p = `ord` = 2: the length of a vector, the Frobenius norm of a
 * matrix. Squares do not leave the range on the way. The derivative at the zero vector is taken as 0, and that of |x| in an element that
 * is 0 as well; second derivatives do not exist there: NaN. The square, `norm(x).square()`, has all.
 *
 * @param x        any shape; integers are taken in f64
 * @param axis     axes whose elements make up one vector
 * @param options  `ord`: p > 0, or Infinity for the largest magnitude; `keepDims`
 * @returns        x's shape without the axes; 0 for no elements (`ord` below Infinity)
 * @throws         AxisError when the array has no such axis; ShapeError for an ord that is not positive
 * @example
 * ```ts
 * import { array, linalg } from "fluxion";
 * const x = array([3, -4]);
 * console.log(linalg.norm(x).item(), linalg.norm(x, null, { ord: 1 }).item(), linalg.norm(x, null, { ord: Infinity }).item()); // → 5 7 4
 * ```
 */
export function norm(x: ArrLike, axis?: Axes, options: NormOptions = {}): Arr {
  checkOptions(options, normChecks, "norm");
  const { ord = 2, ...reduction } = options;
  const given = operandOf("norm", x);
  const arr = isFloat(given.dtype) ? given : cast(given, "f64");
  const axes = normaliseAxes(axis, arr.shape, "norm");
  if (!(ord > 0)) {
    throw new ShapeError({ where: "norm", expected: "ord above 0", received: String(ord) });
  }
  if (ord === 2) return lengthOf(arr, axes, reduction);
  // |x| with derivative 0 at 0.
  const magnitudes = mul(arr, sign(stopGradient(arr)));
  if (ord === 1) return sum(magnitudes, axes, reduction);
  if (ord === Infinity) return max(magnitudes, axes, reduction);
  return powerNorm(magnitudes, axes, ord, reduction);
}

/** The Euclidean length along axes. */
export function lengthOf(x: Arr, axes: readonly number[], { keepDims = false }: ReductionOptions): Arr {
  const length = bindOne(euclideanNorm, [x], { axes });
  const result = keepDims ? reshapeTo(length, keptShape(x.shape, axes)) : length;
  return withSquare(result, () => sum(square(x), axes, { keepDims }));
}

/** The norm is homogeneous, so magnitudes are scaled by the largest: powers neither overflow nor vanish. */
function powerNorm(magnitudes: Arr, axes: readonly number[], ord: number, options: ReductionOptions): Arr {
  const isEmpty = axes.some((each) => magnitudes.shape[each] === 0);
  if (isEmpty) return sum(magnitudes, axes, options);
  const largest = stopGradient(max(magnitudes, axes, { keepDims: true }));
  const scale = where(logicalAnd(greater(largest, 0), less(largest, Infinity)), largest, 1);
  const ratios = div(magnitudes, scale);
  const isZero = equal(ratios, 0);
  // Below the power 2 the second derivative in an element that is 0 does not exist: there the element has the cone of its length.
  const none = ord < 2 ? hypot(where(isZero, ratios, 0), 0) : 0;
  const total = sum(where(isZero, none, pow(where(isZero, 1, ratios), ord)), axes, options);
  const isOrigin = equal(total, 0);
  const root = pow(where(isOrigin, 1, total), 1 / ord);
  return where(isOrigin, lengthOf(magnitudes, axes, options), mul(root, reshapeTo(scale, total.shape)));
}
