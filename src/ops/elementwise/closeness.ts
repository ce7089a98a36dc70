/** Equality up to tolerances. */

import type { ArrLike } from "../../array/arr-like.ts";
import type { Arr } from "../../array/arr.ts";
import { isFloat } from "../../array/dtype.ts";
import { checkOptions, option, type OptionChecks } from "../../errors/index.ts";
import { operandOf } from "../operands.ts";
import { all } from "../reduction/reduction.ts";
import { abs, add, mul, sub } from "./arithmetic.ts";
import { cast } from "./cast.ts";
import { equal, isFinite, isNaN, lessEqual, logicalAnd, logicalOr } from "./comparison.ts";

/** How far apart two numbers may be. */
export interface ClosenessOptions {
  /** Relative to the second operand, 1e-5 by default. */
  readonly relative?: number;
  /** Added to it, 1e-8 by default: in units of the operands, so set it by their scale. */
  readonly absolute?: number;
  /** "differs" (default): NaN is close to nothing; "equal": to NaN. */
  readonly nan?: "differs" | "equal";
}

const checks: OptionChecks<ClosenessOptions> = {
  relative: option.fromZero,
  absolute: option.fromZero,
  nan: option.choice("differs", "equal"),
};

/**
 * |x - y| <= absolute + relative |y|, as numpy.isclose. Infinities are close where they are equal. Elementwise; operands broadcast.
 *
 * @example
 * ```ts
 * import { array, isClose } from "fluxion";
 * console.log(isClose(array([1, 1.1, Infinity]), array([1 + 1e-9, 1, Infinity])).toNested()); // → [ 1, 0, 1 ]
 * ```
 */
export function isClose(x: ArrLike, y: ArrLike, options: ClosenessOptions = {}): Arr {
  return closeness("isClose", x, y, options);
}

/** Whether all elements of x are close to those of y, as `isClose` says: a bool scalar. Operands broadcast. */
export function allClose(x: ArrLike, y: ArrLike, options: ClosenessOptions = {}): Arr {
  return all(closeness("allClose", x, y, options));
}

function closeness(where: string, x: ArrLike, y: ArrLike, options: ClosenessOptions): Arr {
  checkOptions(options, checks, where);
  const { relative = 1e-5, absolute = 1e-8, nan = "differs" } = options;
  const [a, b] = [x, y].map((operand) => {
    const given = operandOf(where, operand);
    return isFloat(given.dtype) ? given : cast(given, "f64");
  }) as [Arr, Arr];
  const near = lessEqual(abs(sub(a, b)), add(absolute, mul(relative, abs(b))));
  const close = logicalOr(equal(a, b), logicalAnd(near, logicalAnd(isFinite(a), isFinite(b))));
  return nan === "equal" ? logicalOr(close, logicalAnd(isNaN(a), isNaN(b))) : close;
}
