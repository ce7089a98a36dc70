/** average: the mean in which each element counts with a weight of its own. */

import type { Arr } from "../../array/arr.ts";
import type { ArrLike } from "../../array/arr-like.ts";
import { isFloat } from "../../array/dtype.ts";
import { broadcastShapes, sameShape } from "../../array/shape.ts";
import { checkOptions, describeType, option, type OptionChecks, ShapeError } from "../../errors/index.ts";
import { reshapeTo } from "../../primitives/movement/shape.ts";
import { div, mul } from "../elementwise/arithmetic.ts";
import { cast } from "../elementwise/cast.ts";
import { type Axes, normaliseAxes } from "../movement/axes.ts";
import { broadcastTo } from "../movement/broadcast.ts";
import { operandOf } from "../operands.ts";
import { type ReductionOptions, sum } from "../reduction/reduction.ts";
import { mean } from "../reduction/statistics.ts";

/** What each element counts. */
export interface AverageOptions extends ReductionOptions {
  /** The shape of the array, one that broadcasts to it, or one number for each position of the one axis; equal unless given. */
  readonly weights?: ArrLike;
}

const checks: OptionChecks<AverageOptions> = { keepDims: option.boolean, weights: option.arrayLike };

/**
 * Weighted mean Σ w x / Σ w over `axis` (all axes by default), in f64 for integers, as numpy.average. Weights need not add up to 1.
 *
 * @param options  `weights`; `keepDims`
 * @returns        NaN where the weights add up to 0; differentiable in elements and weights
 * @throws         ShapeError when weights fit neither the array nor its axis; AxisError when the array has no such axis
 * @example
 * ```ts
 * import { array, statistics } from "fluxion";
 * const x = array([[1, 2], [3, 4]]);
 * console.log(statistics.average(x, 0, { weights: array([3, 1]) }).toNested()); // → [ 1.5, 2.5 ]
 * console.log(statistics.average(x).item()); // → 2.5
 * ```
 */
export function average(x: ArrLike, axis?: Axes, options: AverageOptions = {}): Arr {
  const where = "average";
  checkOptions(options, checks, where);
  const { weights, ...kept } = options;
  const given = operandOf(where, x);
  const values = isFloat(given.dtype) ? given : cast(given, "f64");
  const axes = normaliseAxes(axis, values.shape, where);
  if (weights === undefined) return mean(values, axes, kept);
  const full = weightsLike(values, operandOf(where, weights), axes);
  return div(sum(mul(values, full), axes, kept), sum(full, axes, kept));
}

/** Weights of the shape of the values: as they broadcast, else a row along the one axis. */
function weightsLike(values: Arr, weights: Arr, axes: readonly number[]): Arr {
  const [axis] = axes;
  const alongAxis = axes.length === 1 && weights.rank === 1 && weights.size === values.shape[axis!];
  if (alongAxis) {
    const row = reshapeTo(
      weights,
      values.shape.map((length, each) => (each === axis ? length : 1)),
    );
    return broadcastTo(row, values.shape);
  }
  const common = broadcastShapes(weights.shape, values.shape);
  if (common === undefined || !sameShape(common, values.shape)) {
    throw new ShapeError({
      where: "average",
      path: "weights",
      expected: `a shape that broadcasts to that of ${describeType(values)}, or a number for each position of the axis`,
      received: describeType(weights),
    });
  }
  return broadcastTo(weights, values.shape);
}
