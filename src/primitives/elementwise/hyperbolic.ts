/** Hyperbolic functions and their inverses. */

import { overflow } from "../advice.ts";
import { add, div, mul, sub } from "./arithmetic.ts";
import { hypot } from "./hypot.ts";
import { sqrt, square } from "./powers.ts";
import { uniform } from "../../program/derivative.ts";
import { unary } from "./family.ts";

export const sinh = unary("sinh", {
  reference: Math.sinh,
  jvp: ({ x }, dx) => mul(dx, cosh(x)),
  work: 18,
  fault: { infinity: () => overflow },
  check: { at: uniform(-2, 2), order: 2 },
});

export const cosh = unary("cosh", {
  reference: Math.cosh,
  jvp: ({ x }, dx) => mul(dx, sinh(x)),
  work: 18,
  fault: { infinity: () => overflow },
  check: { at: uniform(-2, 2), order: 2 },
});

export const tanh = unary("tanh", {
  reference: Math.tanh,
  jvp: ({ out }, dx) => mul(dx, sub(1, square(out))), // d tanh(x) = (1 - tanh^2 x) dx
  work: 12,
  fault: {},
  check: { at: uniform(-2, 2), order: 2 },
});

export const asinh = unary("asinh", {
  reference: Math.asinh,
  jvp: ({ x }, dx) => div(dx, hypot(x, 1)), // d asinh(x) = dx / sqrt(x^2 + 1)
  work: 18,
  fault: {},
  check: { at: uniform(-2, 2), order: 2 },
});

export const acosh = unary("acosh", {
  reference: Math.acosh,
  // d acosh(x) = dx / sqrt(x^2 - 1), as two roots: the square would overflow, and lose digits near 1.
  jvp: ({ x }, dx) => div(dx, mul(sqrt(sub(x, 1)), sqrt(add(x, 1)))),
  work: 18,
  fault: {},
  check: { at: uniform(1.3, 4), order: 2 },
});

export const atanh = unary("atanh", {
  reference: Math.atanh,
  jvp: ({ x }, dx) => div(dx, mul(sub(1, x), add(1, x))), // d atanh(x) = dx / (1 - x^2)
  work: 18,
  fault: {},
  check: { at: uniform(-0.8, 0.8), order: 2 },
});
