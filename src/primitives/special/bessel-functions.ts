/** Bessel functions of the first kind and integer order. */

import * as op from "../../ops/elementwise/elementwise.ts";
import { nonlinear, rule, uniform } from "../../program/derivative.ts";
import { elementwise, positions, unary } from "../elementwise/family.ts";
import { besselJ0, besselJ1, besselJn } from "./bessel.ts";

export const j0 = unary("j0", {
  reference: besselJ0,
  jvp: ({ x }, dx) => op.neg(op.mul(dx, op.j1(x))),
  check: { at: uniform(-12, 12), order: 2 },
});

export const j1 = unary("j1", {
  reference: besselJ1,
  // J1' = (J0 - J2)/2, which is not 0/0 at 0 as J0 - J1/x is.
  jvp: ({ x }, dx) => op.mul(dx, op.mul(0.5, op.sub(op.j0(x), op.jn(2, x)))),
  check: { at: uniform(-12, 12), order: 2 },
});

/** Jn of a fixed order n >= 2. */
export const jn = elementwise<Readonly<{ order: number }>>("jn", {
  arity: 1,
  reference: ([x], out, shape, { order }) => {
    const at = positions(x!, shape);
    for (let i = 0; i < out.length; i++) out[i] = besselJn(order, x!.data[at(i)]!);
  },
  // Jn' = (J(n-1) - J(n+1))/2
  derivative: rule(([x], [dx], { attributes: { order } }) => [
    dx == null ? null : op.mul(dx, op.mul(0.5, op.sub(op.jn(order - 1, x!), op.jn(order + 1, x!)))),
  ]),
  transposition: nonlinear,
  domain: "float",
  result: "same",
  check: [2, 3, 11].map((order) => ({
    label: `order ${order}`,
    operands: [uniform(-15, 15)],
    attributes: { order },
    order: 2 as const,
  })),
});
