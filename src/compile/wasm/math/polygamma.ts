/** Polygamma functions: the sum over poles, its tail by the Euler-Maclaurin formula; reflection below 0. */
import {
  cotangentDerivative,
  eulerMaclaurinFactors,
  factorial,
  leadingTerms,
} from "../../../primitives/special/digamma.ts";
import type { Local } from "../encoder/index.ts";
import { cotangentOfHalfTurns } from "./half-turns.ts";
import { times } from "./loops.ts";
import type { MathBuilder } from "./math-builder.ts";
import { unaryWithCare, type VectorMathFunction } from "./vector-function.ts";

/** x^n for n >= 1 by repeated squaring. */
function integerPower(m: MathBuilder, x: Local, n: number): Local {
  let value: Local | undefined;
  let base = x;
  for (let rest = n; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) value = value === undefined ? base : m.mul(value, base);
    if (rest > 1) base = m.mul(base, base);
  }
  return value ?? m.value(1);
}

/** Σ (x + k)^-(order + 1) over k = 0, 1, ... for x >= 0. */
function hurwitz(m: MathBuilder, order: number, x: Local): Local {
  const count = leadingTerms(order);
  const inverse = m.div(1, m.add(x, count));
  const power = integerPower(m, inverse, order);
  const corrections = m.horner(m.mul(inverse, inverse), eulerMaclaurinFactors(order + 1));
  const tail = m.add(m.mul(inverse, m.add(m.mul(inverse, corrections), 0.5)), 1 / order);
  const total = m.mul(power, tail);
  times(m, count, count - 1, -1, (k) => {
    m.assign(total, m.add(total, integerPower(m, m.div(1, m.add(x, k)), order + 1)));
  });
  return total;
}

/** The derivative of digamma of order n >= 1. */
export function polygamma(order: number): VectorMathFunction {
  const sign = order % 2 === 0 ? -1 : 1;
  return unaryWithCare(`polygamma ${order}`, {
    fast: (m, x) => ({
      value: m.mul(hurwitz(m, order, m.atLeast(x, 0)), sign * factorial(order)),
      unusual: m.not(m.greaterEqual(x, 0)),
    }),
    careful: (m, x) => {
      const r = m.sub(x, m.nearest(x));
      const mirrored = m.mul(hurwitz(m, order, m.atLeast(m.sub(1, x), 0)), -factorial(order));
      const slope = m.horner(cotangentOfHalfTurns(m, r), cotangentDerivative(order));
      const value = m.sub(mirrored, m.mul(slope, Math.PI ** (order + 1)));
      return m.select(m.equal(r, 0), order % 2 === 0 ? NaN : Infinity, value);
    },
  });
}
