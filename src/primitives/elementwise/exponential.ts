/** Exponentials and logarithms. */

import { add, div, mul } from "./arithmetic.ts";
import { uniform } from "../../program/derivative.ts";
import { unary } from "./family.ts";

export const exp = unary("exp", {
  reference: Math.exp,
  jvp: ({ out }, dx) => mul(dx, out),
  check: { at: uniform(-2, 2), order: 2 },
});

export const expm1 = unary("expm1", {
  reference: Math.expm1,
  jvp: ({ x }, dx) => mul(dx, exp(x)), // not out + 1, which keeps no digit where e^x is small
  check: { at: uniform(-2, 2), order: 2 },
});

export const log = unary("log", {
  reference: Math.log,
  jvp: ({ x }, dx) => div(dx, x),
  check: { at: uniform(0.2, 4), order: 2 },
});

export const log1p = unary("log1p", {
  reference: Math.log1p,
  jvp: ({ x }, dx) => div(dx, add(x, 1)), // d log(1 + x) = dx / (1 + x)
  check: { at: uniform(-0.8, 4), order: 2 },
});

export const exp2 = unary("exp2", {
  reference: (x) => 2 ** x,
  jvp: ({ out }, dx) => mul(dx, mul(out, Math.LN2)),
  check: { at: uniform(-2, 2), order: 2 },
});

export const log2 = unary("log2", {
  reference: Math.log2,
  jvp: ({ x }, dx) => div(mul(dx, Math.LOG2E), x),
  check: { at: uniform(0.2, 4), order: 2 },
});

export const log10 = unary("log10", {
  reference: Math.log10,
  jvp: ({ x }, dx) => div(mul(dx, Math.LOG10E), x),
  check: { at: uniform(0.2, 4), order: 2 },
});
