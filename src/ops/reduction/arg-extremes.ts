/** Positions of the largest and smallest elements. */

import { reductionChecks } from "../option-checks.ts";
import { checkOptions } from "../../errors/index.ts";
import type { Arr } from "../../array/arr.ts";
import type { ArrLike } from "../../array/arr-like.ts";
import {
  argmax as argmaxPrimitive,
  type ArgExtremeAttributes,
  argmin as argminPrimitive,
} from "../../primitives/reduction/arg-extremes.ts";
import type { Primitive } from "../../program/primitive.ts";
import { bindOne } from "../../program/bind.ts";
import { normaliseAxis } from "../movement/axes.ts";
import { reshapeTo } from "../../primitives/movement/shape.ts";
import { cast } from "../elementwise/cast.ts";
import { operandOf } from "../operands.ts";
import type { ReductionOptions } from "./reduction.ts";

function position(
  name: string,
  primitive: Primitive<ArgExtremeAttributes>,
  x: ArrLike,
  axis: number | null | undefined,
  { keepDims = false }: ReductionOptions,
): Arr {
  const given = operandOf(name, x);
  const arr = given.dtype === "bool" ? cast(given, "i32") : given;
  const whole = axis === undefined || axis === null;
  const along = whole ? reshapeTo(arr, [arr.size]) : arr;
  const normal = normaliseAxis(whole ? 0 : axis, along.shape, name);
  const found = bindOne(primitive, [along], { axis: normal });
  if (!keepDims) return found;
  return reshapeTo(found, whole ? arr.shape.map(() => 1) : arr.shape.with(normal, 1));
}

/**
 * Position of the largest element along `axis`, as i32: the first of equals, the first NaN where there is one. Without an axis the
 * position in row-major order. Positions are whole numbers: no derivative passes through them; `x.max(axis)` has one.
 *
 * @throws AxisError when the array has no such axis; ShapeError when there are no elements
 * @example
 * ```ts
 * import { argmax, array } from "fluxion";
 * console.log(argmax(array([[3, 9], [9, 1]]), 1).toNested()); // → [ 1, 0 ]
 * ```
 */
export function argmax(x: ArrLike, axis?: number | null, options: ReductionOptions = {}): Arr {
  checkOptions(options, reductionChecks, "argmax");
  return position("argmax", argmaxPrimitive, x, axis, options);
}

/**
 * Position of the smallest element along `axis`, as i32: the first of equals, the first NaN where there is one. Without an axis the
 * position in row-major order. Positions are whole numbers: no derivative passes through them; `x.min(axis)` has one.
 *
 * @throws AxisError when the array has no such axis; ShapeError when there are no elements
 */
export function argmin(x: ArrLike, axis?: number | null, options: ReductionOptions = {}): Arr {
  checkOptions(options, reductionChecks, "argmin");
  return position("argmin", argminPrimitive, x, axis, options);
}
