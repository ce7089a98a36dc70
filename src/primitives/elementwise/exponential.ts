/** Exponentials and logarithms. */

import { keepPositive, negative, overflow } from "../advice.ts";
import { add, div, mul } from "./arithmetic.ts";
import { uniform } from "../../program/derivative.ts";
import { unary } from "./family.ts";

export const exp = unary("exp", {
  reference: Math.exp,
  jvp: ({ out }, dx) => mul(dx, out),
  work: 12,
  fault: { infinity: () => overflow },
  check: { at: uniform(-2, 2), order: 2 },
});

export const expm1 = unary("expm1", {
  reference: Math.expm1,
  jvp: ({ x }, dx) => mul(dx, exp(x)), // not out + 1, which keeps no digit where e^x is small
  work: 12,
  fault: { infinity: () => overflow },
  check: { at: uniform(-2, 2), order: 2 },
});

export const log = unary("log", {
  reference: Math.log,
  jvp: ({ x }, dx) => div(dx, x),
  work: 12,
  fault: { nan: () => negative("log"), infinity: () => "`log` of zero. Bound the argument from below." },
  check: { at: uniform(0.2, 4), order: 2 },
});

export const log1p = unary("log1p", {
  reference: Math.log1p,
  jvp: ({ x }, dx) => div(dx, add(x, 1)), // d log(1 + x) = dx / (1 + x)
  work: 12,
  fault: {
    nan: () => `\`log1p\` has no real value below -1. ${keepPositive}`,
    infinity: () => "`log1p` of -1. Bound the argument from below.",
  },
  check: { at: uniform(-0.8, 4), order: 2 },
});

export const exp2 = unary("exp2", {
  reference: (x) => 2 ** x,
  jvp: ({ out }, dx) => mul(dx, mul(out, Math.LN2)),
  work: 12,
  fault: {},
  check: { at: uniform(-2, 2), order: 2 },
});

export const log2 = unary("log2", {
  reference: Math.log2,
  jvp: ({ x }, dx) => div(mul(dx, Math.LOG2E), x),
  work: 12,
  fault: {},
  check: { at: uniform(0.2, 4), order: 2 },
});

export const log10 = unary("log10", {
  reference: Math.log10,
  jvp: ({ x }, dx) => div(mul(dx, Math.LOG10E), x),
  work: 12,
  fault: {},
  check: { at: uniform(0.2, 4), order: 2 },
});
