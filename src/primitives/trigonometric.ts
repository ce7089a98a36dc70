/** Trigonometric functions and their inverses; angles in radians. */

import type { Arr } from "../array/arr.ts";
import * as op from "../ops/elementwise.ts";
import { uniform } from "./derivative.ts";
import { binary, unary } from "./families/elementwise.ts";

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

export const asin = unary("asin", {
  reference: Math.asin,
  jvp: ({ x }, dx) => op.div(dx, op.sqrt(op.sub(1, op.square(x)))), // d asin(x) = dx / sqrt(1 - x^2)
  check: { at: uniform(-0.8, 0.8), order: 2 },
});

export const acos = unary("acos", {
  reference: Math.acos,
  jvp: ({ x }, dx) => op.neg(op.div(dx, op.sqrt(op.sub(1, op.square(x))))), // d acos(x) = -dx / sqrt(1 - x^2)
  check: { at: uniform(-0.8, 0.8), order: 2 },
});

export const atan = unary("atan", {
  reference: Math.atan,
  jvp: ({ x }, dx) => op.div(dx, op.add(op.square(x), 1)), // d atan(x) = dx / (1 + x^2)
  check: { at: uniform(-3, 3), order: 2 },
});

// d atan2(y, x) = (x dy - y dx) / (x^2 + y^2); the first operand is the ordinate.
export const atan2 = binary(
  "atan2",
  {
    reference: Math.atan2,
    jvp: {
      x: ({ x: ordinate, y: abscissa }, dOrdinate) =>
        op.mul(dOrdinate, op.div(abscissa, op.add(op.square(ordinate), op.square(abscissa)))),
      y: ({ x: ordinate, y: abscissa }, dAbscissa) =>
        op.neg(op.mul(dAbscissa, op.div(ordinate, op.add(op.square(ordinate), op.square(abscissa))))),
    },
    check: { at: [uniform(0.3, 2), uniform(-2, 2)], order: 2 },
  },
  (a: Arr, b: Arr): Arr => op.add(a, b),
);
