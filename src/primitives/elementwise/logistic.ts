/** The logistic sigmoid and its integral, softplus: exact in both tails. */

import { mul, neg } from "./arithmetic.ts";
import { uniform } from "../../program/derivative.ts";
import { unary } from "./family.ts";

export const sigmoid = unary("sigmoid", {
  reference: (x) => (x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x))),
  // d σ(x) = σ(x) σ(-x) dx; 1 - σ(x) would lose its digits where σ(x) is near 1.
  jvp: ({ x, out }, dx) => mul(dx, mul(out, sigmoid(neg(x)))),
  work: 12,
  fault: {},
  check: { at: uniform(-3, 3), order: 2 },
});

export const softplus = unary("softplus", {
  reference: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))), // log(1 + e^x)
  jvp: ({ x }, dx) => mul(dx, sigmoid(x)),
  work: 18,
  fault: {},
  check: { at: uniform(-3, 3), order: 2 },
});
