/** Integrals of sampled functions by the trapezoidal rule. */

import type { Arr } from "../../array/arr.ts";
import type { ArrLike } from "../../array/arr-like.ts";
import { isFloat } from "../../array/dtype.ts";
import { checkOptions, describeType, option, type OptionChecks, ShapeError } from "../../errors/index.ts";
import { reshapeTo } from "../../primitives/movement/shape.ts";
import { partOf } from "../../primitives/movement/parts.ts";
import { add, mul, sub } from "../elementwise/arithmetic.ts";
import { cast } from "../elementwise/cast.ts";
import { normaliseAxis } from "../movement/axes.ts";
import { broadcastTo } from "../movement/broadcast.ts";
import { concat } from "../movement/joining.ts";
import { operandOf } from "../operands.ts";
import { cumsum } from "../reduction/cumulative.ts";
import { sum } from "../reduction/reduction.ts";

/**
 * Integral of a sampled function along an axis by the trapezoidal rule, Σ (x[i + 1] - x[i]) (y[i] + y[i + 1]) / 2, as numpy.trapezoid.
 *
 * @param y     samples, any shape, unit U
 * @param x     where they lie along the axis, unit V: shape [n], or one that broadcasts with y; or a number, the spacing, 1 by default.
 *              Points that descend integrate backwards
 * @param axis  the axis of the samples, the last by default
 * @returns     y's shape without the axis, unit U V; 0 for fewer than two samples. Exact for straight lines between the samples
 * @throws      ShapeError when the points do not fit the samples; AxisError when y has no such axis
 * @example
 * ```ts
 * import { array, trapezoid } from "fluxion";
 * const x = array([0, 1, 3]);
 * console.log(trapezoid(x.square(), x).item(), trapezoid(array([1, 2, 3]), 0.5).item()); // → 10.5 2
 * ```
 */
export function trapezoid(y: ArrLike, x: ArrLike = 1, axis = -1): Arr {
  const { pieces, position } = piecesOf("trapezoid", y, x, axis);
  return sum(pieces, position);
}

/** What a cumulative integral begins with. */
export interface CumulativeTrapezoidOptions {
  /** The value at the first sample, put in front of the others, which stay as they are, as SciPy does; left out unless given. */
  readonly initial?: number;
}

const checks: OptionChecks<CumulativeTrapezoidOptions> = { initial: option.number };

/**
 * Integrals from the first sample to each later one, by the trapezoidal rule, as scipy.integrate.cumulative_trapezoid.
 *
 * @param y        as for `trapezoid`
 * @param x        as for `trapezoid`
 * @param options  `initial: 0` gives as many values as there are samples
 * @returns        the axis is shorter by 1 without `initial`
 * @throws         as `trapezoid`
 * @example
 * ```ts
 * import { array, cumulativeTrapezoid } from "fluxion";
 * const y = array([0, 1, 2, 3]);
 * console.log(cumulativeTrapezoid(y, 1, -1, { initial: 0 }).toNested()); // → [ 0, 0.5, 2, 4.5 ]
 * ```
 */
export function cumulativeTrapezoid(
  y: ArrLike,
  x: ArrLike = 1,
  axis = -1,
  options: CumulativeTrapezoidOptions = {},
): Arr {
  const where = "cumulativeTrapezoid";
  checkOptions(options, checks, where);
  const { pieces, position } = piecesOf(where, y, x, axis);
  const integrals = cumsum(pieces, position);
  if (options.initial === undefined) return integrals;
  const first = cast(broadcastTo(options.initial, integrals.shape.with(position, 1)), integrals.dtype);
  return concat([first, integrals], position);
}

/** The areas between neighbours. */
function piecesOf(where: string, y: ArrLike, x: ArrLike, axis: number): { pieces: Arr; position: number } {
  const given = operandOf(where, y);
  const samples = isFloat(given.dtype) ? given : cast(given, "f64");
  const position = normaliseAxis(axis, samples.shape, where);
  const points = operandOf(where, x);
  const heights = mul(add(later(samples, position), earlier(samples, position)), 0.5);
  if (points.rank === 0) return { pieces: mul(heights, points), position };
  const length = samples.shape[position]!;
  const full = points.rank === 1 ? alongAxis(points, samples.rank, position) : points;
  if (full.rank !== samples.rank || full.shape[position] !== length) {
    throw new ShapeError({
      where,
      path: "x",
      expected: `a spacing, or points that fit the ${length} samples along axis ${position} of ${describeType(samples)}`,
      received: describeType(points),
    });
  }
  return { pieces: mul(heights, sub(later(full, position), earlier(full, position))), position };
}

function alongAxis(points: Arr, rank: number, axis: number): Arr {
  return reshapeTo(
    points,
    Array.from({ length: rank }, (_, each) => (each === axis ? points.size : 1)),
  );
}

const later = (x: Arr, axis: number): Arr => partOf(x, axis, Math.min(1, x.shape[axis]!), x.shape[axis]!);

const earlier = (x: Arr, axis: number): Arr => partOf(x, axis, 0, Math.max(0, x.shape[axis]! - 1));
