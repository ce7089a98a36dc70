/** Exponentials and logarithms. */

import * as op from "../ops/elementwise.ts";
import { uniform } from "./derivative.ts";
import { unary } from "./families/elementwise.ts";

export const exp = unary("exp", {
  reference: Math.exp,
  jvp: ({ out }, dx) => op.mul(dx, out),
  check: { at: uniform(-2, 2), order: 2 },
});

export const expm1 = unary("expm1", {
  reference: Math.expm1,
  jvp: ({ x }, dx) => op.mul(dx, op.exp(x)), // not out + 1, which keeps no digit where e^x is small
  check: { at: uniform(-2, 2), order: 2 },
});

export const log = unary("log", {
  reference: Math.log,
  jvp: ({ x }, dx) => op.div(dx, x),
  check: { at: uniform(0.2, 4), order: 2 },
});

export const log1p = unary("log1p", {
  reference: Math.log1p,
  jvp: ({ x }, dx) => op.div(dx, op.add(x, 1)), // d log(1 + x) = dx / (1 + x)
  check: { at: uniform(-0.8, 4), order: 2 },
});
