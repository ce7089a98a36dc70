/** Bessel functions of the first kind and integer order. */

import { mul, neg, sub } from "../elementwise/arithmetic.ts";
import { nonlinear, rule, uniform } from "../../program/derivative.ts";
import { positions } from "../../array/positions.ts";
import { bindOne } from "../../program/bind.ts";
import type { Primitive, Value } from "../../program/primitive.ts";
import { elementwise, unary } from "../elementwise/family.ts";
import { besselJ0, besselJ1, besselJn } from "./bessel.ts";

export const j0 = unary("j0", {
  reference: besselJ0,
  jvp: ({ x }, dx) => neg(mul(dx, j1(x))),
  work: 40,
  fault: {},
  check: { at: uniform(-12, 12), order: 2 },
});

export const j1 = unary("j1", {
  reference: besselJ1,
  // J1' = (J0 - J2)/2, which is not 0/0 at 0 as J0 - J1/x is.
  jvp: ({ x }, dx) => mul(dx, mul(0.5, sub(j0(x), ofOrder(2, x)))),
  work: 40,
  fault: {},
  check: { at: uniform(-12, 12), order: 2 },
});

/** J of any order from 1 on. */
function ofOrder(order: number, x: Value): Value {
  if (order === 1) return j1(x);
  return typeof x === "number" ? besselJn(order, x) : bindOne(jn, [x], { order });
}

/** Jn of a fixed order n >= 2. */
export const jn: Primitive<Readonly<{ order: number }>> = elementwise<Readonly<{ order: number }>>("jn", {
  arity: 1,
  reference: ([x], out, shape, { order }) => {
    const at = positions(x!, shape);
    for (let i = 0; i < out.length; i++) out[i] = besselJn(order, x!.data[at(i)]!);
  },
  // Jn' = (J(n-1) - J(n+1))/2
  derivative: rule(([x], [dx], { attributes: { order } }) => [
    dx == null ? null : mul(dx, mul(0.5, sub(ofOrder(order - 1, x!), ofOrder(order + 1, x!)))),
  ]),
  transposition: nonlinear,
  domain: "float",
  result: "same",
  work: 40,
  commutes: false,
  fault: {},
  check: [2, 3, 11].map((order) => ({
    label: `order ${order}`,
    operands: [uniform(-15, 15)],
    attributes: { order },
    order: 2 as const,
  })),
});
