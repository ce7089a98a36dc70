/** Trigonometric functions and their inverses; angles in radians. */

import { infinities, outsideUnit } from "../advice.ts";
import type { Arr } from "../../array/arr.ts";
import { abs, add, div, max, mul, neg, sub } from "./arithmetic.ts";
import { stopGradient } from "./convert.ts";
import { sqrt, square } from "./powers.ts";
import { uniform } from "../../program/derivative.ts";
import { binary, unary } from "./family.ts";
import type { Value } from "../../program/primitive.ts";

export const sin = unary("sin", {
  reference: Math.sin,
  jvp: ({ x }, dx) => mul(dx, cos(x)),
  work: 12,
  fault: { nan: () => infinities },
  check: { at: uniform(-4, 4), order: 2 },
});

export const cos = unary("cos", {
  reference: Math.cos,
  jvp: ({ x }, dx) => neg(mul(dx, sin(x))),
  work: 12,
  fault: { nan: () => infinities },
  check: { at: uniform(-4, 4), order: 2 },
});

export const tan = unary("tan", {
  reference: Math.tan,
  jvp: ({ out }, dx) => mul(dx, add(square(out), 1)), // d tan(x) = (1 + tan^2 x) dx
  work: 18,
  fault: { nan: () => infinities },
  check: { at: uniform(-1.2, 1.2), order: 2 },
});

/** sqrt(1 - x^2) as sqrt((1 - x)(1 + x)): near ±1 the square would lose half of the digits. */
const legTo = (x: Value): Value => sqrt(mul(sub(1, x), add(1, x)));

export const asin = unary("asin", {
  reference: Math.asin,
  jvp: ({ x }, dx) => div(dx, legTo(x)), // d asin(x) = dx / sqrt(1 - x^2)
  work: 18,
  fault: { nan: () => outsideUnit("asin") },
  check: { at: uniform(-0.8, 0.8), order: 2 },
});

export const acos = unary("acos", {
  reference: Math.acos,
  jvp: ({ x }, dx) => neg(div(dx, legTo(x))), // d acos(x) = -dx / sqrt(1 - x^2)
  work: 18,
  fault: { nan: () => outsideUnit("acos") },
  check: { at: uniform(-0.8, 0.8), order: 2 },
});

export const atan = unary("atan", {
  reference: Math.atan,
  jvp: ({ x }, dx) => div(dx, add(square(x), 1)), // d atan(x) = dx / (1 + x^2)
  work: 18,
  fault: {},
  check: { at: uniform(-3, 3), order: 2 },
});

/**
 * The point (x, y) scaled to the unit square, and r²/scale, so that squares neither vanish nor overflow. Any scale gives the same
 * derivative, so that none flows through it.
 */
function scaledPoint(ordinate: Value, abscissa: Value): { readonly x: Value; readonly y: Value; readonly norm: Value } {
  const scale = stopGradient(max(abs(ordinate), abs(abscissa)));
  const [x, y] = [div(abscissa, scale), div(ordinate, scale)];
  return { x, y, norm: mul(scale, add(square(x), square(y))) };
}

// d atan2(y, x) = (x dy - y dx) / (x^2 + y^2); the first operand is the ordinate.
export const atan2 = binary(
  "atan2",
  {
    reference: Math.atan2,
    jvp: {
      x: ({ x: ordinate, y: abscissa }, dOrdinate) => {
        const { x, norm } = scaledPoint(ordinate, abscissa);
        return mul(dOrdinate, div(x, norm));
      },
      y: ({ x: ordinate, y: abscissa }, dAbscissa) => {
        const { y, norm } = scaledPoint(ordinate, abscissa);
        return neg(mul(dAbscissa, div(y, norm)));
      },
    },
    work: 18,
    commutes: false,
    fault: {},
    check: { at: [uniform(0.3, 2), uniform(-2, 2)], order: 2 },
  },
  (a: Arr, b: Arr): Arr => add(a, b),
);
