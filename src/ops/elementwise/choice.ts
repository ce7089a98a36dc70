/** Choosing by value, element by element. */

import type { ArrLike } from "../../array/arr-like.ts";
import type { Arr } from "../../array/arr.ts";
import { select } from "../../primitives/elementwise/comparison.ts";
import { stopGradient as stopGradientPrimitive } from "../../primitives/elementwise/convert.ts";
import type { Value } from "../../program/primitive.ts";
import { bindOne } from "../../program/bind.ts";
import { maximum, minimum } from "./arithmetic.ts";
import { cast } from "./cast.ts";
import { applyBroadcast, commonDType, commonShape, conform, operandOf } from "../operands.ts";

/**
 * `onTrue` where the condition holds, else `onFalse`, element by element; operands broadcast.
 *
 * Both branches are computed everywhere. A derivative that is infinite or NaN in the branch not taken spoils the sum, so make that
 * branch harmless first: `where(x > 0, sqrt(where(x > 0, x, 1)), 0)`.
 *
 * @param condition  bool, or numbers tested for ≠ 0
 */
export function where(condition: ArrLike, onTrue: ArrLike, onFalse: ArrLike): Arr {
  const chosen = operandOf("where", condition);
  const dtype = commonDType([onTrue, onFalse], false, "where");
  const branches =
    typeof onTrue === "number" && typeof onFalse === "number" ? [onTrue, onFalse] : conform([onTrue, onFalse], dtype);
  return applyBroadcast(select, [cast(chosen, "bool"), ...branches], {});
}

/**
 * x held between `low` and `high`; where these cross, `high`. NaN stays. Elementwise; all three broadcast.
 *
 * The derivative goes to x between the bounds, to the bound that holds beyond them, and half to each at a bound.
 *
 * @param low   lower bound, a number or an array; -Infinity for none
 * @param high  upper bound, likewise; Infinity for none
 * @example
 * ```ts
 * import { array, clip } from "fluxion";
 *
 * clip(array([-3, 0.5, 7]), 0, array([1, 1, 5])).toArray(); // [0, 0.5, 5]
 * ```
 */
export function clip(x: ArrLike, low: ArrLike, high: ArrLike): Arr {
  const operands = [x, low, high];
  const [onX, atLow, atHigh] = conform(operands, commonDType(operands, false, "clip")) as [Value, Value, Value];
  commonShape(
    [onX, atLow, atHigh].map((each) => (typeof each === "number" ? [] : each.shape)),
    "clip",
  );
  return minimum(maximum(onX, atLow), atHigh);
}

/** The same values; derivatives do not flow through. */
export function stopGradient(x: ArrLike): Arr {
  return bindOne(stopGradientPrimitive, [operandOf("stopGradient", x)], {});
}
