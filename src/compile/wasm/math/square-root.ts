/** rsqrt and hypot. */
import type { Local } from "../encoder/index.ts";
import { square, squareRoot, twoSum } from "./double-double.ts";
import { notPositiveNormal } from "./logarithm.ts";
import type { MathBuilder } from "./math-builder.ts";
import { binaryWithCare, unaryWithCare } from "./vector-function.ts";

/** 1/√x as √(1/x): the root halves the relative error of the quotient, where a quotient would keep that of the root. */
export const rsqrt = unaryWithCare("rsqrt", {
  fast: (m, x) => ({
    value: m.sqrt(m.div(1, x)),
    unusual: m.or(notPositiveNormal(m, x), m.greater(x, 2 ** 1020)),
  }),
  // 1/x overflows for subnormal x, and loses digits for the largest.
  careful: (m, x) => {
    const small = m.less(x, 1);
    const root = m.sqrt(m.div(1, m.mul(x, m.select(small, 2 ** 200, 2 ** -200))));
    const value = m.mul(root, m.select(small, 2 ** 100, 2 ** -100));
    const limit = m.select(m.equal(x, 0), m.div(1, x), NaN); // ±∞ at ±0
    return m.select(m.greater(x, 0), value, limit);
  },
});

/** √(a² + b²), both squares and their sum to twice the precision. */
function length(m: MathBuilder, a: Local, b: Local): Local {
  const [first, second] = [square(m, a), square(m, b)];
  const sum = twoSum(m, first.high, second.high);
  const root = squareRoot(m, { high: sum.high, low: m.add(sum.low, m.add(first.low, second.low)) });
  return m.add(root.high, root.low);
}

/** The larger coordinate lies between these where its square, with all its digits, is a normal number. */
const [LEAST, LARGEST] = [2 ** -450, 2 ** 500];

export const hypot = binaryWithCare("hypot", {
  fast: (m, x, y) => {
    const [a, b] = [m.abs(x), m.abs(y)];
    const larger = m.atLeast(a, b);
    const usual = m.and(m.greater(larger, LEAST), m.less(larger, LARGEST));
    return { value: length(m, a, b), unusual: m.not(usual) };
  },
  careful: (m, x, y) => {
    const [a, b] = [m.abs(x), m.abs(y)];
    const large = m.greater(m.atLeast(a, b), 1);
    const factor = m.select(large, 2 ** -600, 2 ** 600);
    const scaled = length(m, m.mul(a, factor), m.mul(b, factor));
    const value = m.mul(scaled, m.select(large, 2 ** 600, 2 ** -600));
    const isInfinite = m.or(m.equal(a, Infinity), m.equal(b, Infinity)); // beside NaN too
    return m.select(isInfinite, Infinity, value);
  },
});
