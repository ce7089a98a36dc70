/** Trigonometric functions and their inverses; angles in radians. */

import type { Arr } from "../../array/arr.ts";
import * as op from "../../ops/elementwise/elementwise.ts";
import { uniform } from "../../program/derivative.ts";
import { binary, unary } from "./family.ts";
import type { Value } from "../../program/primitive.ts";

export const sin = unary("sin", {
  reference: Math.sin,
  jvp: ({ x }, dx) => op.mul(dx, op.cos(x)),
  check: { at: uniform(-4, 4), order: 2 },
});

export const cos = unary("cos", {
  reference: Math.cos,
  jvp: ({ x }, dx) => op.neg(op.mul(dx, op.sin(x))),
  check: { at: uniform(-4, 4), order: 2 },
});

export const tan = unary("tan", {
  reference: Math.tan,
  jvp: ({ out }, dx) => op.mul(dx, op.add(op.square(out), 1)), // d tan(x) = (1 + tan^2 x) dx
  check: { at: uniform(-1.2, 1.2), order: 2 },
});

/** sqrt(1 - x^2) as sqrt((1 - x)(1 + x)): near ±1 the square would lose half of the digits. */
const legTo = (x: Value): Arr => op.sqrt(op.mul(op.sub(1, x), op.add(1, x)));

export const asin = unary("asin", {
  reference: Math.asin,
  jvp: ({ x }, dx) => op.div(dx, legTo(x)), // d asin(x) = dx / sqrt(1 - x^2)
  check: { at: uniform(-0.8, 0.8), order: 2 },
});

export const acos = unary("acos", {
  reference: Math.acos,
  jvp: ({ x }, dx) => op.neg(op.div(dx, legTo(x))), // d acos(x) = -dx / sqrt(1 - x^2)
  check: { at: uniform(-0.8, 0.8), order: 2 },
});

export const atan = unary("atan", {
  reference: Math.atan,
  jvp: ({ x }, dx) => op.div(dx, op.add(op.square(x), 1)), // d atan(x) = dx / (1 + x^2)
  check: { at: uniform(-3, 3), order: 2 },
});

/**
 * The point (x, y) scaled to the unit square, and r²/scale, so that squares neither vanish nor overflow. Any scale gives the same
 * derivative, so that none flows through it.
 */
function scaledPoint(ordinate: Value, abscissa: Value): { readonly x: Arr; readonly y: Arr; readonly norm: Arr } {
  const scale = op.stopGradient(op.maximum(op.abs(ordinate), op.abs(abscissa)));
  const [x, y] = [op.div(abscissa, scale), op.div(ordinate, scale)];
  return { x, y, norm: op.mul(scale, op.add(op.square(x), op.square(y))) };
}

// d atan2(y, x) = (x dy - y dx) / (x^2 + y^2); the first operand is the ordinate.
export const atan2 = binary(
  "atan2",
  {
    reference: Math.atan2,
    jvp: {
      x: ({ x: ordinate, y: abscissa }, dOrdinate) => {
        const { x, norm } = scaledPoint(ordinate, abscissa);
        return op.mul(dOrdinate, op.div(x, norm));
      },
      y: ({ x: ordinate, y: abscissa }, dAbscissa) => {
        const { y, norm } = scaledPoint(ordinate, abscissa);
        return op.neg(op.mul(dAbscissa, op.div(y, norm)));
      },
    },
    check: { at: [uniform(0.3, 2), uniform(-2, 2)], order: 2 },
  },
  (a: Arr, b: Arr): Arr => op.add(a, b),
);
