/** Trigonometric and hyperbolic functions of arrays; angles in radians. */

import type { ArrLike } from "../array/arr-like.ts";
import type { Arr } from "../array/arr.ts";
import * as hyperbolic from "../primitives/hyperbolic.ts";
import * as trigonometric from "../primitives/trigonometric.ts";
import { applyElementwise } from "./operands.ts";

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

/** Inverse sine in [−π/2, π/2]; NaN outside of [−1, 1]. Elementwise. */
export function asin(x: ArrLike): Arr {
  return applyElementwise(trigonometric.asin, [x], true);
}

/** Inverse cosine in [0, π]; NaN outside of [−1, 1]. Elementwise. */
export function acos(x: ArrLike): Arr {
  return applyElementwise(trigonometric.acos, [x], true);
}

/** Inverse tangent in [−π/2, π/2]. Elementwise. */
export function atan(x: ArrLike): Arr {
  return applyElementwise(trigonometric.atan, [x], true);
}

/** Angle of the point (x, y) in [−π, π]. Elementwise; operands broadcast. */
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
