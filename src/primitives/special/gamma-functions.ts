/** The logarithm of the gamma function, its derivatives, and the incomplete gamma functions. */

import type { Arr } from "../../array/arr.ts";
import { DerivativeError } from "../../errors/index.ts";
import { add, mul, neg, sub } from "../elementwise/arithmetic.ts";
import { equal, less, select } from "../elementwise/comparison.ts";
import { exp, log } from "../elementwise/exponential.ts";
import { nonlinear, rule, uniform } from "../../program/derivative.ts";
import { positions } from "../../array/positions.ts";
import { bindOne, scalar } from "../../program/bind.ts";
import { binary, elementwise, unary } from "../elementwise/family.ts";
import type { Primitive, Value } from "../../program/primitive.ts";
import { digamma as digammaOf, polygamma as polygammaOf } from "./digamma.ts";
import * as reference from "./incomplete-gamma.ts";
import { logGamma } from "./log-gamma.ts";

export const lgamma = unary("lgamma", {
  reference: logGamma,
  jvp: ({ x }, dx) => mul(dx, digamma(x)),
  work: 40,
  fault: {},
  check: { at: uniform(0.3, 5), order: 2 },
});

export const digamma = unary("digamma", {
  reference: digammaOf,
  jvp: ({ x }, dx) => mul(dx, ofOrder(1, x)),
  work: 40,
  fault: {},
  check: { at: uniform(0.4, 5), order: 2 },
});

function ofOrder(order: number, x: Value): Value {
  return typeof x === "number" ? polygammaOf(order, x) : bindOne(polygamma, [x], { order });
}

/** Derivatives of digamma of a fixed order >= 1. */
export const polygamma: Primitive<Readonly<{ order: number }>> = elementwise<Readonly<{ order: number }>>("polygamma", {
  arity: 1,
  reference: ([x], out, shape, { order }) => {
    const at = positions(x!, shape);
    for (let i = 0; i < out.length; i++) out[i] = polygammaOf(order, x!.data[at(i)]!);
  },
  derivative: rule(([x], [dx], { attributes: { order } }) => [dx == null ? null : mul(dx, ofOrder(order + 1, x!))]),
  transposition: nonlinear,
  domain: "float",
  result: "same",
  work: 40,
  commutes: false,
  fault: {},
  check: [1, 2, 3].map((order) => ({
    label: `order ${order}`,
    operands: [uniform(0.8, 4)],
    attributes: { order },
    order: 2 as const,
  })),
});

/** x^(a-1) e^-x / Gamma(a), the derivative of P by x; at x = 0 its limit. */
function density(a: Value, x: Value): Value {
  const zero = typeof a === "number" ? 0 : scalar(0, a.dtype);
  const atZero = select(equal(a, 1), 1, select(less(a, 1), Infinity, zero));
  const isZero = equal(x, 0);
  const safe = select(isZero, 1, x);
  const exponent = sub(sub(mul(sub(a, 1), log(safe)), safe), lgamma(a));
  return select(isZero, atZero, exp(exponent));
}

const total = (first: Arr, second: Arr): Arr => add(first, second);

export const gammaP = binary(
  "gammaP",
  {
    reference: reference.gammaP,
    jvp: {
      x: ({ x: a, y: x }, da) => mul(da, gammaPByShape(a, x)),
      y: ({ x: a, y: x }, dx) => mul(dx, density(a, x)),
    },
    work: 80,
    commutes: false,
    fault: {},
    check: { at: [uniform(0.5, 5), uniform(0.5, 6)], order: 1 },
  },
  total,
);

export const gammaQ = binary(
  "gammaQ",
  {
    reference: reference.gammaQ,
    jvp: {
      x: ({ x: a, y: x }, da) => neg(mul(da, gammaPByShape(a, x))),
      y: ({ x: a, y: x }, dx) => neg(mul(dx, density(a, x))),
    },
    work: 80,
    commutes: false,
    fault: {},
    check: { at: [uniform(0.5, 5), uniform(0.5, 6)], order: 1 },
  },
  total,
);

/** ∂P/∂a: what derivatives of P and Q by their shape are made of. */
export const gammaPByShape = binary(
  "gammaPByShape",
  {
    reference: reference.gammaPByShape,
    jvp: {
      x: () => {
        throw new DerivativeError({
          where: "gammaP",
          problem: "its second derivative by the shape a is not known: no series for it is evaluated",
          hint: "Hold a fixed with stopGradient(a), or give a derivative of your own with customVjp.",
        });
      },
      // ∂²P/∂x∂a = density (log x - digamma a)
      y: ({ x: a, y: x }, dx) => mul(dx, mul(density(a, x), sub(log(x), digamma(a)))),
    },
    work: 80,
    commutes: false,
    fault: {},
    check: { at: [{ ...uniform(0.5, 5), differentiable: false }, uniform(0.5, 6)], order: 2 },
  },
  total,
);
