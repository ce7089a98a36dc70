/** The logarithm of the gamma function, its derivatives, and the incomplete gamma functions. */

import type { Arr } from "../../array/arr.ts";
import { DerivativeError } from "../../errors/index.ts";
import * as op from "../../ops/elementwise/elementwise.ts";
import { nonlinear, rule, uniform } from "../../program/derivative.ts";
import { binary, elementwise, positions, unary } from "../elementwise/family.ts";
import type { Value } from "../../program/primitive.ts";
import { digamma as digammaOf, polygamma as polygammaOf } from "./digamma.ts";
import * as reference from "./incomplete-gamma.ts";
import { logGamma } from "./log-gamma.ts";

export const lgamma = unary("lgamma", {
  reference: logGamma,
  jvp: ({ x }, dx) => op.mul(dx, op.digamma(x)),
  check: { at: uniform(0.3, 5), order: 2 },
});

export const digamma = unary("digamma", {
  reference: digammaOf,
  jvp: ({ x }, dx) => op.mul(dx, op.polygamma(1, x)),
  check: { at: uniform(0.4, 5), order: 2 },
});

/** Derivatives of digamma of a fixed order >= 1. */
export const polygamma = elementwise<Readonly<{ order: number }>>("polygamma", {
  arity: 1,
  reference: ([x], out, shape, { order }) => {
    const at = positions(x!, shape);
    for (let i = 0; i < out.length; i++) out[i] = polygammaOf(order, x!.data[at(i)]!);
  },
  derivative: rule(([x], [dx], { attributes: { order } }) => [
    dx == null ? null : op.mul(dx, op.polygamma(order + 1, x!)),
  ]),
  transposition: nonlinear,
  domain: "float",
  result: "same",
  check: [1, 2, 3].map((order) => ({
    label: `order ${order}`,
    operands: [uniform(0.8, 4)],
    attributes: { order },
    order: 2 as const,
  })),
});

/** x^(a-1) e^-x / Gamma(a), the derivative of P by x; at x = 0 its limit. */
function density(a: Value, x: Value): Arr {
  const atZero = op.where(op.equal(a, 1), 1, op.where(op.less(a, 1), Infinity, 0));
  const isZero = op.equal(x, 0);
  const safe = op.where(isZero, 1, x);
  const exponent = op.sub(op.sub(op.mul(op.sub(a, 1), op.log(safe)), safe), op.lgamma(a));
  return op.where(isZero, atZero, op.exp(exponent));
}

const total = (first: Arr, second: Arr): Arr => op.add(first, second);

export const gammaP = binary(
  "gammaP",
  {
    reference: reference.gammaP,
    jvp: {
      x: ({ x: a, y: x }, da) => op.mul(da, op.gammaPByShape(a, x)),
      y: ({ x: a, y: x }, dx) => op.mul(dx, density(a, x)),
    },
    check: { at: [uniform(0.5, 5), uniform(0.5, 6)], order: 1 },
  },
  total,
);

export const gammaQ = binary(
  "gammaQ",
  {
    reference: reference.gammaQ,
    jvp: {
      x: ({ x: a, y: x }, da) => op.neg(op.mul(da, op.gammaPByShape(a, x))),
      y: ({ x: a, y: x }, dx) => op.neg(op.mul(dx, density(a, x))),
    },
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
      y: ({ x: a, y: x }, dx) => op.mul(dx, op.mul(density(a, x), op.sub(op.log(x), op.digamma(a)))),
    },
    check: { at: [{ ...uniform(0.5, 5), differentiable: false }, uniform(0.5, 6)], order: 2 },
  },
  total,
);
