/** mod: the remainder of floored division, exact but for the last addition, by quotients of at most 26 bits. */
import type { Local } from "../encoder/index.ts";
import { leading } from "./double-double.ts";
import { type MathBuilder, signBit } from "./math-builder.ts";
import { binaryWithCare } from "./vector-function.ts";

/** Below this quotient, products of it with both halves of the divisor are exact. */
const LARGEST_QUOTIENT = 2 ** 26;

/** Quotient digits are taken in steps of 24 bits, so that none reaches the largest quotient. */
const STEP = 2 ** 24;

/** a - b q for a >= 0, b > 0 and q = ⌊a/b⌋ below `LARGEST_QUOTIENT`, exactly. */
function remainder(m: MathBuilder, a: Local, b: Local, quotient: Local): Local {
  const q = floorOf(m, quotient);
  const product = m.mul(q, b);
  const head = leading(m, b);
  const lost = m.sub(m.mul(q, m.sub(b, head)), m.sub(product, m.mul(q, head)));
  const rest = m.sub(m.sub(a, product), lost);
  // The quotient may have been rounded up to the next integer.
  return m.select(m.less(rest, 0), m.add(rest, b), rest);
}

function floorOf(m: MathBuilder, a: Local): Local {
  m.push(a);
  m.f.op("f64x2.floor");
  return m.pop();
}

/** From the remainder of |x| by |y|: with the sign of y, and |y| less that where the signs of x and y differ. */
function floored(m: MathBuilder, rest: Local, x: Local, y: Local): Local {
  const differ = m.less(m.or(m.and(m.xor(x, y), signBit), 1), 0);
  const opposite = m.and(differ, m.greater(rest, 0));
  return m.withSignOf(m.select(opposite, m.sub(m.abs(y), rest), rest), y);
}

/** Emits a loop that runs as long as the mask from `body` is set in any lane. */
function whileAny(m: MathBuilder, body: () => Local): void {
  m.f.loop((start) => {
    m.push(m.scope(body));
    m.f.op("v128.any_true");
    m.f.brIf(start);
  });
}

export const mod = binaryWithCare("mod", {
  fast: (m, x, y) => {
    const [a, b] = [m.abs(x), m.abs(y)];
    const quotient = m.div(a, b);
    const usual = m.and(m.less(quotient, LARGEST_QUOTIENT), m.less(b, Infinity));
    return { value: floored(m, remainder(m, a, b, quotient), x, y), unusual: m.not(usual) };
  },
  careful: (m, x, y) => {
    const [a, b] = [m.abs(x), m.abs(y)];
    const defined = m.and(m.less(a, Infinity), m.greater(b, 0));
    const divisor = m.select(m.and(defined, m.less(b, Infinity)), b, 1);
    const rest = m.value(m.and(a, defined));
    // Up by steps to the multiple 2^(24 j) divisor next below a, and down again: long division with digits of 24 bits.
    const multiple = m.value(divisor);
    whileAny(m, () => {
      const next = m.mul(multiple, STEP);
      const fits = m.lessEqual(next, rest);
      m.assign(multiple, m.select(fits, next, multiple));
      return fits;
    });
    whileAny(m, () => {
      m.assign(rest, remainder(m, rest, multiple, m.div(rest, multiple)));
      const more = m.greater(multiple, divisor);
      m.assign(multiple, m.select(more, m.mul(multiple, 1 / STEP), multiple));
      return more;
    });
    const byInfinity = m.equal(b, Infinity);
    const value = floored(m, m.select(byInfinity, a, rest), x, y);
    return m.select(m.and(defined, m.equal(y, y)), value, NaN);
  },
});
