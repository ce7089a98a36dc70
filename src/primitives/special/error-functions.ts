/** The error function, its complement and its inverse. */

import { mul, neg } from "../elementwise/arithmetic.ts";
import { exp } from "../elementwise/exponential.ts";
import { square } from "../elementwise/powers.ts";
import { uniform } from "../../program/derivative.ts";
import { unary } from "../elementwise/family.ts";
import type { Value } from "../../program/primitive.ts";
import * as reference from "./error-function.ts";

/** (2/√π) e^(-x²), the derivative of erf. */
const bell = (x: Value) => mul(reference.TWO_OVER_ROOT_PI, exp(neg(square(x))));

export const erf = unary("erf", {
  reference: reference.erf,
  jvp: ({ x }, dx) => mul(dx, bell(x)),
  work: 12,
  fault: {},
  check: { at: uniform(-2, 2), order: 2 },
});

export const erfc = unary("erfc", {
  reference: reference.erfc,
  jvp: ({ x }, dx) => neg(mul(dx, bell(x))),
  work: 12,
  fault: {},
  check: { at: uniform(-2, 2), order: 2 },
});

export const erfInv = unary("erfInv", {
  reference: reference.erfInv,
  // d erfInv(x) = √π/2 e^(y²) dx, y = erfInv(x)
  jvp: ({ out }, dx) => mul(dx, mul(1 / reference.TWO_OVER_ROOT_PI, exp(square(out)))),
  work: 40,
  fault: {},
  check: { at: uniform(-0.8, 0.8), order: 2 },
});
