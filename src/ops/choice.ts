/** Choosing by value, element by element. */

import type { ArrLike } from "../array/arr-like.ts";
import type { Arr } from "../array/arr.ts";
import { select } from "../primitives/comparison.ts";
import { stopGradient as stopGradientPrimitive } from "../primitives/convert.ts";
import { bindOne } from "../program/bind.ts";
import { maximum, minimum } from "./arithmetic.ts";
import { cast } from "./cast.ts";
import { applyBroadcast, commonDType, conform, operandOf } from "./operands.ts";

/**
 * `onTrue` where the condition holds, else `onFalse`, element by element; operands broadcast.
 *
 * Both branches are computed everywhere. A derivative that is infinite or NaN in the branch not taken spoils the sum, so make that
 * branch harmless first: `where(x > 0, sqrt(where(x > 0, x, 1)), 0)`.
 *
 * @param condition  bool, or numbers tested for ≠ 0
 */
export function where(condition: ArrLike, onTrue: ArrLike, onFalse: ArrLike): Arr {
  const dtype = commonDType([onTrue, onFalse], false, "where");
  const branches =
    typeof onTrue === "number" && typeof onFalse === "number" ? [onTrue, onFalse] : conform([onTrue, onFalse], dtype);
  return applyBroadcast(select, [cast(condition, "bool"), ...branches], {});
}

/** x held between `low` and `high`. Outside of them the derivative is 0; at a bound it is one half. */
export function clip(x: ArrLike, low: ArrLike, high: ArrLike): Arr {
  return minimum(maximum(x, low), high);
}

/** The same values; derivatives do not flow through. */
export function stopGradient(x: ArrLike): Arr {
  return bindOne(stopGradientPrimitive, [operandOf("stopGradient", x)], {});
}
