/** Powers and roots: square, square and cube root and its kin, reciprocal, general power. */

import { Literal, type Operand } from "../../program/program.ts";
import { perElement } from "../work.ts";
import { negative, overflow } from "../advice.ts";
import type { Arr } from "../../array/arr.ts";
import { abs, add, div, mul, neg, sub } from "./arithmetic.ts";
import { equal, greater, logicalAnd, logicalNot, select } from "./comparison.ts";
import { log } from "./exponential.ts";
import { uniform } from "../../program/derivative.ts";
import { binary, unary } from "./family.ts";

export const square = unary("square", {
  reference: (x) => x * x,
  integer: (x) => Math.imul(x, x),
  jvp: ({ x }, dx) => mul(dx, mul(2, x)),
  domain: "number",
  work: 1,
  fault: { infinity: () => overflow },
  check: { at: uniform(-2, 2), order: 2 },
});

export const sqrt = unary("sqrt", {
  reference: Math.sqrt,
  // d sqrt(x) = dx / (2 sqrt(x)); the root of -0 is -0, where the slope is infinite upwards, too.
  jvp: ({ out }, dx) => div(dx, add(mul(2, out), 0)),
  work: 4,
  fault: { nan: () => negative("sqrt") },
  check: { at: uniform(0.2, 3), order: 2 },
});

export const cbrt = unary("cbrt", {
  reference: Math.cbrt,
  jvp: ({ out }, dx) => div(dx, mul(3, square(out))), // d x^(1/3) = dx / (3 x^(2/3))
  work: 12,
  fault: {},
  check: { at: uniform(0.2, 3), order: 2 },
});

export const reciprocal = unary("reciprocal", {
  reference: (x) => 1 / x,
  jvp: ({ out }, dx) => neg(mul(dx, square(out))), // d(1/x) = -dx / x^2
  work: 4,
  fault: {
    infinity: () => "The argument is zero, or so small that its reciprocal is beyond the range of the element type.",
  },
  check: { at: uniform(0.3, 2), order: 2 },
});

export const rsqrt = unary("rsqrt", {
  reference: (x) => 1 / Math.sqrt(x),
  jvp: ({ x, out }, dx) => mul(dx, mul(-0.5, div(out, x))), // d x^(-1/2) = -x^(-1/2) / (2 x) dx
  work: 4,
  fault: {},
  check: { at: uniform(0.3, 2), order: 2 },
});

/** A power that is compiled to a few multiplications. */
const isSmallWhole = (exponent: Operand): boolean =>
  exponent instanceof Literal && Number.isInteger(exponent.value) && Math.abs(exponent.value) <= 8;

export const pow = binary(
  "pow",
  {
    reference: power,
    jvp: {
      // d(x^y) = y x^(y-1) dx, and 0 where y = 0 (x^0 = 1 for every x). There x^(y-1) stays in the formula wherever it is finite, since
      // its factor y has a derivative of its own.
      x: ({ x, y }, dx) => {
        if (typeof y === "number") return y === 0 ? null : mul(dx, mul(y, pow(x, y - 1)));
        const isFlat = logicalAnd(equal(y, 0), logicalNot(greater(abs(x), 0))); // x is 0 or NaN
        const slope = mul(y, pow(select(isFlat, 1, x), sub(y, 1)));
        return mul(dx, select(isFlat, 0, slope));
      },
      // d(x^y) = x^y log(x) dy; where x = 0 the limit for y > 0 is 0.
      y: ({ x, out }, dy) => {
        const isZero = equal(x, 0);
        return mul(dy, select(isZero, 0, mul(out, log(select(isZero, 1, x)))));
      },
    },
    work: (equation) => (isSmallWhole(equation.operands[1]!) ? 3 : 40) * perElement(1)(equation),
    commutes: false,
    fault: {
      nan: () =>
        "A negative base has no real power with a fractional exponent. Use abs, square or an integer exponent.",
      infinity: ([base]) => (base === 0 ? "Zero to a negative power." : overflow),
    },
    check: { at: [uniform(0.3, 2), uniform(-2, 2)], order: 2 },
  },
  (a: Arr, b: Arr): Arr => add(a, b),
);

/** IEEE 754 power: 1^y = 1 and (-1)^(±inf) = 1 also where JavaScript says NaN. */
function power(x: number, y: number): number {
  if (x === 1) return 1;
  if (x === -1 && !Number.isFinite(y) && !Number.isNaN(y)) return 1;
  return Math.pow(x, y);
}
