/** Reductions of arrays along axes. */

import type { Arr } from "../array/arr.ts";
import type { ArrLike } from "../array/arr-like.ts";
import { isFloat } from "../array/dtype.ts";
import type { Primitive } from "../primitives/primitive.ts";
import {
  keptShape,
  reduceMax,
  reduceMin,
  reduceProd,
  reduceSum,
  type ReductionAttributes,
} from "../primitives/reductions.ts";
import { bindOne } from "../program/bind.ts";
import { div } from "./arithmetic.ts";
import { type Axes, normaliseAxes } from "./axes.ts";
import { reshapeTo } from "./broadcast.ts";
import { cast } from "./cast.ts";
import { operandOf } from "./operands.ts";

/** How a reduction leaves its axes. */
export interface ReductionOptions {
  /** Keep each reduced axis with length 1, so that the result broadcasts against the operand. */
  readonly keepDims?: boolean;
}

function reduce(
  name: string,
  primitive: Primitive<ReductionAttributes>,
  x: ArrLike,
  axis: Axes,
  { keepDims = false }: ReductionOptions,
): Arr {
  const given = operandOf(name, x);
  const arr = given.dtype === "bool" ? cast(given, "i32") : given;
  const axes = normaliseAxes(axis, arr.shape, name);
  const reduced = axes.length === 0 ? arr : bindOne(primitive, [arr], { axes });
  return keepDims ? reshapeTo(reduced, keptShape(arr.shape, axes)) : reduced;
}

/**
 * Sum over `axis` (all axes by default). Bools are counted as i32.
 *
 * @throws AxisError when the array has no such axis
 */
export function sum(x: ArrLike, axis?: Axes, options: ReductionOptions = {}): Arr {
  return reduce("sum", reduceSum, x, axis, options);
}

/** Product over `axis` (all axes by default). @throws AxisError when the array has no such axis */
export function prod(x: ArrLike, axis?: Axes, options: ReductionOptions = {}): Arr {
  return reduce("prod", reduceProd, x, axis, options);
}

/**
 * Largest element over `axis` (all axes by default); NaN if any is NaN. Elements that tie share the derivative equally.
 *
 * @throws AxisError when the array has no such axis; ShapeError when there are no elements
 */
export function max(x: ArrLike, axis?: Axes, options: ReductionOptions = {}): Arr {
  return reduce("max", reduceMax, x, axis, options);
}

/**
 * Smallest element over `axis` (all axes by default); NaN if any is NaN. Elements that tie share the derivative equally.
 *
 * @throws AxisError when the array has no such axis; ShapeError when there are no elements
 */
export function min(x: ArrLike, axis?: Axes, options: ReductionOptions = {}): Arr {
  return reduce("min", reduceMin, x, axis, options);
}

/** Arithmetic mean over `axis` (all axes by default), in f64 for integers. @throws AxisError when the array has no such axis */
export function mean(x: ArrLike, axis?: Axes, options: ReductionOptions = {}): Arr {
  const given = operandOf("mean", x);
  const arr = isFloat(given.dtype) ? given : cast(given, "f64");
  const axes = normaliseAxes(axis, arr.shape, "mean");
  const count = axes.reduce((product, each) => product * arr.shape[each]!, 1);
  return div(sum(arr, axes, options), count);
}
