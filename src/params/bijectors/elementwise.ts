/** Bijectors: smooth one-to-one maps from all real numbers to the values that a parameter may take. */
import type { Arr, ArrLike } from "../../array/index.ts";
import {
  add,
  all,
  div,
  exp,
  expm1,
  greater,
  isFinite,
  log,
  log1p,
  logicalAnd,
  mul,
  neg,
  sub,
  where,
} from "../../ops/index.ts";
import { ParameterError } from "../../errors/index.ts";

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

/** x = lower + exp(u), above a bound; an array of bounds broadcasts. */
export function above(lower: ArrLike): Bijector {
  return {
    name: typeof lower === "number" ? `above(${lower})` : "above",
    forward: (u) => add(lower, exp(u)),
    inverse: (x) => log(sub(x, lower)),
    logDetJacobian: (u) => add(u, 0),
  };
}

/** x = upper - exp(-u), below a bound, rising with u; an array of bounds broadcasts. */
export function below(upper: ArrLike): Bijector {
  return {
    name: typeof upper === "number" ? `below(${upper})` : "below",
    forward: (u) => sub(upper, exp(neg(u))),
    inverse: (x) => neg(log(sub(upper, x))),
    // log d(-exp(-u))/du = -u
    logDetJacobian: (u) => neg(u),
  };
}

/**
 * x = lower + (upper - lower) / (1 + exp(-u)), between two bounds; arrays of bounds broadcast.
 *
 * @throws ParameterError unless lower < upper, both finite
 */
export function scaledLogistic(lower: ArrLike, upper: ArrLike): Bijector {
  const width = sub(upper, lower);
  if (!all(logicalAnd(isFinite(width), greater(width, 0))).item()) {
    throw new ParameterError({
      where: "scaledLogistic",
      expected: "finite bounds, the lower below the upper",
      received: `${bound(lower)} and ${bound(upper)}`,
    });
  }
  return {
    name: `scaledLogistic(${bound(lower)}, ${bound(upper)})`,
    forward: (u) => {
      // Measured from the nearer bound, which keeps every digit of a small distance to it.
      const tail = exp(minusMagnitude(u));
      const distance = mul(width, div(tail, add(1, tail)));
      return where(greater(u, 0), sub(upper, distance), add(lower, distance));
    },
    inverse: (x) => sub(log(sub(x, lower)), log(sub(upper, x))),
    // dx/du = width s(u) s(-u), with s(u) = 1 / (1 + exp(-u))
    logDetJacobian: (u) => sub(log(width), add(logOnePlusExp(u), logOnePlusExp(neg(u)))),
  };
}

/** A bound as text. */
function bound(value: ArrLike): string {
  return typeof value === "object" ? JSON.stringify(value.toNested()) : String(value);
}

/** log(1 + exp(u)), which neither overflows nor loses digits, with exact derivatives at u = 0 too. */
function logOnePlusExp(u: ArrLike): Arr {
  return add(log1p(exp(minusMagnitude(u))), where(greater(u, 0), u, 0));
}

/** -|u|, chosen by branch: at u = 0 its slope is that of one side, as in the branches that are added to it. */
function minusMagnitude(u: ArrLike): Arr {
  return where(greater(u, 0), neg(u), u);
}
