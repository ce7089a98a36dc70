/** Hyperbolic functions. */

import * as op from "../ops/elementwise.ts";
import { uniform } from "./derivative.ts";
import { unary } from "./families/elementwise.ts";

export const sinh = unary("sinh", {
  reference: Math.sinh,
  jvp: ({ x }, dx) => op.mul(dx, op.cosh(x)),
  check: { at: uniform(-2, 2), order: 2 },
});

export const cosh = unary("cosh", {
  reference: Math.cosh,
  jvp: ({ x }, dx) => op.mul(dx, op.sinh(x)),
  check: { at: uniform(-2, 2), order: 2 },
});

export const tanh = unary("tanh", {
  reference: Math.tanh,
  jvp: ({ out }, dx) => op.mul(dx, op.sub(1, op.square(out))), // d tanh(x) = (1 - tanh^2 x) dx
  check: { at: uniform(-2, 2), order: 2 },
});
