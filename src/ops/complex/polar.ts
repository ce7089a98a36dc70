/** Magnitude and angle of complex numbers, and numbers from them. */

import type { ArrLike } from "../../array/arr-like.ts";
import type { Arr } from "../../array/arr.ts";
import * as real from "../elementwise/elementwise.ts";
import { asComplex, type Complex, type ComplexLike, of } from "./number.ts";

/**
 * Absolute value |z|, without overflow or underflow of the squares. At 0 the derivatives are taken as 0, so that the amplitude of a
 * field with dark spots can be differentiated. Elementwise.
 */
export function abs(z: ComplexLike): Arr {
  const { re, im } = asComplex(z);
  return real.hypot(re, im);
}

/** Squared absolute value re² + im²: the intensity of a field; smooth everywhere. Elementwise. */
export function abs2(z: ComplexLike): Arr {
  const { re, im } = asComplex(z);
  return real.add(real.square(re), real.square(im));
}

/** Angle in [−π, π], in radians; on the negative real axis it has the sign of im, zeros included. No derivative at 0: NaN. Elementwise. */
export function arg(z: ComplexLike): Arr {
  const { re, im } = asComplex(z);
  return real.atan2(im, re);
}

/** The number of magnitude r and angle θ (radians): r cos θ + i r sin θ. Elementwise; operands broadcast. */
export function fromPolar(magnitude: ArrLike, angle: ArrLike): Complex {
  return of(real.mul(magnitude, real.cos(angle)), real.mul(magnitude, real.sin(angle)));
}

/**
 * Phase factor exp(iθ) of a real angle in radians. Elementwise.
 *
 * @example
 * ```ts
 * import { complex } from "fluxion";
 * const quarter = complex.expi(Math.PI / 2);
 * console.log(quarter.im.item()); // → 1
 * ```
 */
export function expi(angle: ArrLike): Complex {
  return of(real.cos(angle), real.sin(angle));
}
