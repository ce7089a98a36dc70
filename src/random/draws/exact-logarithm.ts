/** The logarithm of numbers between 0 and 1 by arithmetic alone, which every target rounds in one way: draws have the same bits on all. */

import type { Arr } from "../../array/arr.ts";
import { add, div, mul, sub } from "../../ops/elementwise/arithmetic.ts";
import { where } from "../../ops/elementwise/choice.ts";
import { greaterEqual, less, logicalAnd, logicalOr } from "../../ops/elementwise/comparison.ts";

const LN2_HIGH = 6.9314718036912381649e-1;
const LN2_LOW = 1.90821492927058770002e-10;

/** Where the algorithm changes its formula, as numbers whose lower 32 bits are 0: 1 + n / 2^20. */
const threshold = (digits: number): number => 1 + digits / 0x100000;
const CARRY = threshold(0x6a09c);
const [SQUARED_FROM, SQUARED_TO] = [threshold(0x6147a), threshold(0x6b852)];
const TINY = 2 ** -20;

/**
 * log p for 2^-64 < p < 1, f64: fdlibm's e_log.c with its branches as selections, so that it is `log` of src/numerics/elementary.ts bit for
 * bit.
 */
export function exactLogarithm(p: Arr): Arr {
  // p = 2^k m with T / 2 <= m < T, T near the square root of 2. Multiplying by powers of two is exact.
  let m = p;
  let k = mul(p, 0);
  const scale = (isBelow: number, power: number): void => {
    const small = less(m, isBelow);
    m = where(small, mul(m, 2 ** power), m);
    k = where(small, sub(k, power), k);
  };
  for (const power of [32, 16, 8, 4, 2, 1]) scale(2 ** -power, power);
  scale(CARRY / 2, 1);
  const f = sub(m, 1);
  const [kHigh, kLow] = [mul(k, LN2_HIGH), mul(k, LN2_LOW)];
  const s = div(f, add(2, f));
  const z = mul(s, s);
  const w = mul(z, z);
  const even = mul(w, horner(w, [3.999999999940941908e-1, 2.222219843214978396e-1, 1.531383769920937332e-1]));
  const odd = mul(
    z,
    horner(w, [6.66666666666673513e-1, 2.857142874366239149e-1, 1.818357216161805012e-1, 1.479819860511658591e-1]),
  );
  const rest = add(odd, even);
  const half = mul(mul(0.5, f), f);
  const together = (inner: Arr): Arr => sub(kHigh, sub(inner, f));
  const near = together(sub(mul(mul(f, f), sub(0.5, mul(1 / 3, f))), kLow));
  const squared = together(sub(half, add(mul(s, add(half, rest)), kLow)));
  const plain = together(sub(mul(s, sub(f, rest)), kLow));
  const isSquared = logicalOr(logicalAnd(greaterEqual(m, SQUARED_FROM), less(m, CARRY)), less(m, SQUARED_TO / 2));
  const isTiny = logicalAnd(greaterEqual(f, -TINY), less(f, TINY));
  return where(isTiny, near, where(isSquared, squared, plain));
}

/** c[0] + w (c[1] + w (c[2] + ...)). */
function horner(w: Arr, coefficients: readonly number[]): Arr {
  return coefficients
    .slice(0, -1)
    .reduceRight<Arr>(
      (sum, coefficient, i) =>
        add(coefficient, i === coefficients.length - 2 ? mul(w, coefficients.at(-1)!) : mul(w, sum)),
      w,
    );
}
