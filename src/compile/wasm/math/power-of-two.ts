/** Powers of two by their exponent bits, and products with them that overflow and underflow as they should. */
import type { Local } from "../encoder/index.ts";
import { ONE_BITS, ROUNDER } from "./constants.ts";
import type { MathBuilder, Operand } from "./math-builder.ts";

/** 2^n for -1022 <= n <= 1023, from the rounded sum n + ROUNDER. */
export function powerOfTwo(m: MathBuilder, shifted: Local): Local {
  return m.addBits(m.shiftLeft(shifted, 52), ONE_BITS);
}

/** 2^(-count n), count 1 or 2, from the rounded sum n + ROUNDER. */
export function inversePowerOfTwo(m: MathBuilder, shifted: Local, count: 1 | 2 = 1): Local {
  return m.subBits(ONE_BITS, m.shiftLeft(shifted, 51 + count));
}

/** y 2^n for integers |n| <= 2044, rounded once: in two steps, the first of which is exact. */
export function scale(m: MathBuilder, y: Operand, n: Local): Local {
  const halfShifted = m.add(m.mul(n, 0.5), ROUNDER);
  const rest = m.sub(n, m.sub(halfShifted, ROUNDER));
  return m.mul(m.mul(y, powerOfTwo(m, halfShifted)), powerOfTwo(m, m.add(rest, ROUNDER)));
}
