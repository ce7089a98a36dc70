/** Bijectors: smooth one-to-one maps from all real numbers to the values that a parameter may take. */
import type { Arr, ArrLike } from "../array/index.ts";
import { add, div, exp, expm1, greater, log, log1p, mul, neg, sub, where } from "../ops/index.ts";
import { ParameterError } from "../errors/index.ts";

/**
 * A map from an unconstrained coordinate u to a value x, element by element. Samplers and optimisers move in u, where
 * there are no walls; `logDetJacobian` is what a density gains by the change of variable.
 */
export interface Bijector {
  readonly name: string;
  /** x(u). */
  readonly forward: (unconstrained: ArrLike) => Arr;
  /** u(x), for x inside the range; infinite at its ends. */
  readonly inverse: (value: ArrLike) => Arr;
  /** log |dx/du| at u, element by element. */
  readonly logDetJacobian: (unconstrained: ArrLike) => Arr;
}

/** x = u. */
export const identity: Bijector = {
  name: "identity",
  forward: (u) => add(u, 0),
  inverse: (x) => add(x, 0),
  logDetJacobian: (u) => mul(u, 0),
};

/** x = exp(u) > 0: equal steps in u are equal factors in x. */
export const exponential: Bijector = {
  name: "exponential",
  forward: (u) => exp(u),
  inverse: (x) => log(x),
  // log d exp(u)/du = u
  logDetJacobian: (u) => add(u, 0),
};

/** x = log(1 + exp(u)) > 0: close to u where u is large, so that large values move in equal steps. */
export const softplus: Bijector = {
  name: "softplus",
  forward: logOnePlusExp,
  // u = log(exp(x) - 1) = x + log(1 - exp(-x))
  inverse: (x) => add(x, log(neg(expm1(neg(x))))),
  // dx/du = 1 / (1 + exp(-u))
  logDetJacobian: (u) => neg(logOnePlusExp(neg(u))),
};

/**
 * x = lower + (upper - lower) / (1 + exp(-u)), between two bounds.
 *
 * @throws ParameterError unless lower < upper, both finite
 */
export function scaledLogistic(lower: number, upper: number): Bijector {
  if (!(Number.isFinite(lower) && Number.isFinite(upper) && lower < upper)) {
    throw new ParameterError({
      where: "scaledLogistic",
      expected: "finite bounds, the lower below the upper",
      received: `${lower} and ${upper}`,
    });
  }
  const width = upper - lower;
  return {
    name: `scaledLogistic(${lower}, ${upper})`,
    forward: (u) => {
      // Measured from the nearer bound, which keeps every digit of a small distance to it.
      const tail = exp(minusMagnitude(u));
      const distance = mul(width, div(tail, add(1, tail)));
      return where(greater(u, 0), sub(upper, distance), add(lower, distance));
    },
    inverse: (x) => sub(log(sub(x, lower)), log(sub(upper, x))),
    // dx/du = width s(u) s(-u), with s(u) = 1 / (1 + exp(-u))
    logDetJacobian: (u) => sub(Math.log(width), add(logOnePlusExp(u), logOnePlusExp(neg(u)))),
  };
}

/** log(1 + exp(u)), which neither overflows nor loses digits, with exact derivatives at u = 0 too. */
function logOnePlusExp(u: ArrLike): Arr {
  return add(log1p(exp(minusMagnitude(u))), where(greater(u, 0), u, 0));
}

/** -|u|, chosen by branch: at u = 0 its slope is that of one side, as in the branches that are added to it. */
function minusMagnitude(u: ArrLike): Arr {
  return where(greater(u, 0), neg(u), u);
}
