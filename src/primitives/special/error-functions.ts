/** The error function, its complement and its inverse. */

import * as op from "../../ops/elementwise/elementwise.ts";
import { uniform } from "../../program/derivative.ts";
import { unary } from "../elementwise/family.ts";
import type { Value } from "../../program/primitive.ts";
import * as reference from "./error-function.ts";

/** (2/√π) e^(-x²), the derivative of erf. */
const bell = (x: Value) => op.mul(reference.TWO_OVER_ROOT_PI, op.exp(op.neg(op.square(x))));

export const erf = unary("erf", {
  reference: reference.erf,
  jvp: ({ x }, dx) => op.mul(dx, bell(x)),
  check: { at: uniform(-2, 2), order: 2 },
});

export const erfc = unary("erfc", {
  reference: reference.erfc,
  jvp: ({ x }, dx) => op.neg(op.mul(dx, bell(x))),
  check: { at: uniform(-2, 2), order: 2 },
});

export const erfInv = unary("erfInv", {
  reference: reference.erfInv,
  // d erfInv(x) = √π/2 e^(y²) dx, y = erfInv(x)
  jvp: ({ out }, dx) => op.mul(dx, op.mul(1 / reference.TWO_OVER_ROOT_PI, op.exp(op.square(out)))),
  check: { at: uniform(-0.8, 0.8), order: 2 },
});
