/** Reductions of arrays along axes. */

import { reductionChecks } from "../option-checks.ts";
import { checkOptions } from "../../errors/index.ts";
import type { Arr } from "../../array/arr.ts";
import type { ArrLike } from "../../array/arr-like.ts";
import type { Primitive } from "../../program/primitive.ts";
import { keptShape, type ReductionAttributes } from "../../primitives/reduction/family.ts";
import { reduceSum } from "../../primitives/movement/shape.ts";
import { reduceMax, reduceMin, reduceProd } from "../../primitives/reduction/reductions.ts";
import { bindOne } from "../../program/bind.ts";
import { type Axes, normaliseAxes } from "../movement/axes.ts";
import { reshapeTo } from "../../primitives/movement/shape.ts";
import { cast } from "../elementwise/cast.ts";
import { chosenAmong } from "./choosing.ts";
import { equal, greater, logicalNot } from "../elementwise/comparison.ts";
import { operandOf } from "../operands.ts";

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
  const arr = operandOf(name, x);
  const axes = normaliseAxes(axis, arr.shape, name);
  const reduced = axes.length === 0 ? arr : bindOne(primitive, [arr], { axes });
  return keepDims ? reshapeTo(reduced, keptShape(arr.shape, axes)) : reduced;
}

/** A reduction that computes with the elements: bools are counted as i32. */
function compute(...[name, primitive, x, axis, options]: Parameters<typeof reduce>): Arr {
  const arr = operandOf(name, x);
  return reduce(name, primitive, arr.dtype === "bool" ? cast(arr, "i32") : arr, axis, options);
}

/**
 * Sum over `axis` (all axes by default). Bools are counted as i32. It begins with +0: that is the sum of no elements and of negative zeros.
 *
 * @throws AxisError when the array has no such axis
 */
export function sum(x: ArrLike, axis?: Axes, options: ReductionOptions = {}): Arr {
  checkOptions(options, reductionChecks, "sum");
  return compute("sum", reduceSum, x, axis, options);
}

/** Product over `axis` (all axes by default). Bools are taken as i32. @throws AxisError when the array has no such axis */
export function prod(x: ArrLike, axis?: Axes, options: ReductionOptions = {}): Arr {
  checkOptions(options, reductionChecks, "prod");
  return compute("prod", reduceProd, x, axis, options);
}

/**
 * Largest element over `axis` (all axes by default); NaN if any is NaN. Elements that tie share the derivative equally.
 *
 * @throws AxisError when the array has no such axis; ShapeError when there are no elements
 */
export function max(x: ArrLike, axis?: Axes, options: ReductionOptions = {}): Arr {
  checkOptions(options, reductionChecks, "max");
  return chosenAmong(operandOf("max", x), (arr) => reduce("max", reduceMax, arr, axis, options));
}

/**
 * Smallest element over `axis` (all axes by default); NaN if any is NaN. Elements that tie share the derivative equally.
 *
 * @throws AxisError when the array has no such axis; ShapeError when there are no elements
 */
export function min(x: ArrLike, axis?: Axes, options: ReductionOptions = {}): Arr {
  checkOptions(options, reductionChecks, "min");
  return chosenAmong(operandOf("min", x), (arr) => reduce("min", reduceMin, arr, axis, options));
}

/**
 * Whether any element over `axis` (all axes by default) is true: not 0, NaN included. False for no elements.
 *
 * @throws AxisError when the array has no such axis
 */
export function any(x: ArrLike, axis?: Axes, options: ReductionOptions = {}): Arr {
  checkOptions(options, reductionChecks, "any");
  return greater(compute("any", reduceSum, cast(operandOf("any", x), "bool"), axis, options), 0);
}

/**
 * Whether all elements over `axis` (all axes by default) are true: not 0, NaN included. True for no elements.
 *
 * @throws AxisError when the array has no such axis
 */
export function all(x: ArrLike, axis?: Axes, options: ReductionOptions = {}): Arr {
  checkOptions(options, reductionChecks, "all");
  return equal(compute("all", reduceSum, logicalNot(cast(operandOf("all", x), "bool")), axis, options), 0);
}
