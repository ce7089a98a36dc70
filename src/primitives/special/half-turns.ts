/** Sine and cotangent of half turns πr, |r| <= 1/2, in plain float64. */

import { type Pair, product, sum } from "./double-double.ts";
import { polynomial } from "./polynomial.ts";

// Fitted by fixtures/special-functions/coefficients.py.

/** sin πr = r (π - z p(z)), z = r². */
export const SINE = [
  5.16771278004997, -2.5501640398773455, 0.599264529320791, -0.08214588661108463, 0.007370430944816936,
  -0.0004663027953897944, 2.1915282920601852e-5, -7.949258149042043e-7, 2.2349456072698055e-8,
];

/** cos πr = 1 - z p(z), z = r². */
export const COSINE = [
  4.934802200544679, -4.0587121264167685, 1.3352627688545895, -0.23533063035889246, 0.025806891389994792,
  -0.0019295743091160256, 0.00010463810230557562, -4.303054832119255e-6, 1.3873925305665263e-7, -3.5096988376964982e-9,
];

export const PI = { high: 3.141592653589793, low: 1.2246467991473532e-16 };

/** |sin πr|, beyond 1/4 as the cosine of the complement. */
export function sineOfHalfTurns(r: number): Pair {
  const magnitude = Math.abs(r);
  if (magnitude > 0.25) {
    const z = (0.5 - magnitude) ** 2;
    return sum({ high: 1, low: 0 }, { high: -z * polynomial(z, COSINE), low: 0 });
  }
  const z = r * r;
  return product({ high: magnitude, low: 0 }, sum(PI, { high: -z * polynomial(z, SINE), low: 0 }));
}

/** cot πr for 0 < |r| <= 1/2; beyond 1/4 as the tangent of the complement, which is exactly 0 at 1/2. */
export function cotangentOfHalfTurns(r: number): number {
  const isOuter = Math.abs(r) > 0.25;
  const q = isOuter ? 0.5 - Math.abs(r) : r;
  const z = q * q;
  const cosine = 1 - z * polynomial(z, COSINE);
  const sine = q * (Math.PI - z * polynomial(z, SINE));
  return isOuter ? (Math.sign(r) * sine) / cosine : cosine / sine;
}
