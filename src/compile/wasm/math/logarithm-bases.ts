/** log2 and log10: as log, with log m kept as 26 bits and a rest, so that its product with 1/ln b is rounded once at the end. */
import type { Local } from "../encoder/index.ts";
import { LEAST_NORMAL } from "./constants.ts";
import { fastTwoSum, leading } from "./double-double.ts";
import { logarithmPolynomial, notPositiveNormal, splitExponent, withLimits } from "./logarithm.ts";
import { bitsOf, type MathBuilder } from "./math-builder.ts";
import { unaryWithCare, type VectorMathFunction } from "./vector-function.ts";

/** A base b by 1/ln b, its leading 26 bits with what is left; log_b 2 with 42 bits, and what is left. */
interface Base {
  readonly inverse: number;
  readonly inverseParts: readonly [number, number];
  readonly two: readonly [number, number];
}

const BASE_2: Base = {
  inverse: Math.LOG2E,
  inverseParts: [1.4426950216293335, 1.9259629911266175e-8],
  two: [1, 0],
};

const BASE_10: Base = {
  inverse: Math.LOG10E,
  inverseParts: [0.4342944771051407, 4.798111141615973e-9],
  two: [0.30102999566395283, 2.8363394551044964e-14],
};

/** k log_b 2 + log_b m for positive normal x = 2^k m; `shift` is subtracted from k. */
function logarithmTo(m: MathBuilder, { inverse, inverseParts, two }: Base, x: Local, shift?: Local): Local {
  const split = splitExponent(m, x);
  const k = shift === undefined ? split.k : m.sub(split.k, shift);
  const f = m.sub(split.significand, 1);
  const s = m.div(f, m.add(split.significand, 1));
  const w = m.mul(s, s);
  const halfSquare = m.mul(m.mul(f, 0.5), f);
  // log m = f - f²/2 + s f²/2 + s w p(w) = head + rest.
  const head = leading(m, m.sub(f, halfSquare));
  const bend = m.add(m.mul(s, halfSquare), m.mul(m.mul(s, w), logarithmPolynomial(m, w)));
  const rest = m.add(m.sub(m.sub(f, head), halfSquare), bend);
  const small = m.add(m.mul(rest, inverse), m.mul(head, inverseParts[1]));
  const sum = fastTwoSum(m, m.mul(k, two[0]), m.mul(head, inverseParts[0]));
  return m.add(sum.high, m.add(sum.low, two[1] === 0 ? small : m.add(small, m.mul(k, two[1]))));
}

function logarithmOfBase(name: string, base: Base): VectorMathFunction {
  return unaryWithCare(name, {
    fast: (m, x) => ({ value: logarithmTo(m, base, x), unusual: notPositiveNormal(m, x) }),
    careful: (m, x) => {
      const subnormal = m.less(x, LEAST_NORMAL);
      const raised = m.select(subnormal, m.mul(x, 2 ** 54), x);
      return withLimits(m, logarithmTo(m, base, raised, m.and(subnormal, bitsOf(54))), x, 0);
    },
  });
}

export const log2 = logarithmOfBase("log2", BASE_2);
export const log10 = logarithmOfBase("log10", BASE_10);
