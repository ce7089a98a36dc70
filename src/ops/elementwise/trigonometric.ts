/** Trigonometric and hyperbolic functions of arrays; angles in radians. */

import type { ArrLike } from "../../array/arr-like.ts";
import type { Arr } from "../../array/arr.ts";
import * as hyperbolic from "../../primitives/elementwise/hyperbolic.ts";
import * as trigonometric from "../../primitives/elementwise/trigonometric.ts";
import { applyElementwise } from "../operands.ts";

/** Sine of an angle in radians. Elementwise. */
export function sin(x: ArrLike): Arr {
  return applyElementwise(trigonometric.sin, [x], true);
}

/** Cosine of an angle in radians. Elementwise. */
export function cos(x: ArrLike): Arr {
  return applyElementwise(trigonometric.cos, [x], true);
}

/** Tangent of an angle in radians. Elementwise. */
export function tan(x: ArrLike): Arr {
  return applyElementwise(trigonometric.tan, [x], true);
}

/** Inverse sine in [−π/2, π/2]; NaN outside of [−1, 1]. The derivative at ±1 is infinite. Elementwise. */
export function asin(x: ArrLike): Arr {
  return applyElementwise(trigonometric.asin, [x], true);
}

/** Inverse cosine in [0, π]; NaN outside of [−1, 1]. The derivative at ±1 is −∞. Elementwise. */
export function acos(x: ArrLike): Arr {
  return applyElementwise(trigonometric.acos, [x], true);
}

/** Inverse tangent in [−π/2, π/2]. Elementwise. */
export function atan(x: ArrLike): Arr {
  return applyElementwise(trigonometric.atan, [x], true);
}

/** Angle of the point (x, y) in [−π, π]. At the origin no slope has a meaning: derivatives there are NaN. Elementwise; operands broadcast. */
export function atan2(y: ArrLike, x: ArrLike): Arr {
  return applyElementwise(trigonometric.atan2, [y, x], true);
}

/** Hyperbolic sine. Elementwise. */
export function sinh(x: ArrLike): Arr {
  return applyElementwise(hyperbolic.sinh, [x], true);
}

/** Hyperbolic cosine. Elementwise. */
export function cosh(x: ArrLike): Arr {
  return applyElementwise(hyperbolic.cosh, [x], true);
}

/** Hyperbolic tangent. Elementwise. */
export function tanh(x: ArrLike): Arr {
  return applyElementwise(hyperbolic.tanh, [x], true);
}

/** Inverse hyperbolic sine. Elementwise. */
export function asinh(x: ArrLike): Arr {
  return applyElementwise(hyperbolic.asinh, [x], true);
}

/** Inverse hyperbolic cosine, 0 or more; NaN below 1. The derivative at 1 is infinite. Elementwise. */
export function acosh(x: ArrLike): Arr {
  return applyElementwise(hyperbolic.acosh, [x], true);
}

/** Inverse hyperbolic tangent; ±∞ at ±1, NaN beyond. Elementwise. */
export function atanh(x: ArrLike): Arr {
  return applyElementwise(hyperbolic.atanh, [x], true);
}
