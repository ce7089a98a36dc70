/** cbrt: w^(-1/3) by a polynomial and one step of its Taylor series, then one step on w^(1/3) with exact residual. */
import { LEAST_NORMAL, MAGNITUDE_BITS, ROUNDER, SIGNIFICAND_BITS } from "./constants.ts";
import { leading } from "./double-double.ts";
import { bitsOf } from "./math-builder.ts";
import { unary } from "./vector-function.ts";

/** w^(-1/3) on [1/2, 4], relative error below 2^-8.4. */
const INVERSE_CUBE_ROOT = [
  1.7952420352617127, -1.5034646879442781, 1.027156554651076, -0.38914204372662703, 0.0744994402301786,
  -0.005619711948687618,
];

/** (1 - h)^(-1/3) = 1 + h (1/3 + 2/9 h + 14/81 h² + 35/243 h³ + …). */
const BINOMIAL = [1 / 3, 2 / 9, 14 / 81, 35 / 243];

export const cbrt = unary((m, x) => {
  const magnitude = m.abs(x);
  const subnormal = m.less(magnitude, LEAST_NORMAL);
  const normal = m.select(subnormal, m.mul(magnitude, 2 ** 54), magnitude);

  // normal = 8^q w with 1/2 <= w < 4: the exponent is 3 q + j, j in {-1, 0, 1}.
  const exponent = m.sub(m.or(m.shiftRight(normal, 52), bitsOf(2 ** 52)), 2 ** 52 + 1023);
  const shifted = m.add(m.mul(exponent, 1 / 3), ROUNDER);
  const j = m.sub(exponent, m.mul(m.sub(shifted, ROUNDER), 3));
  const wExponent = m.shiftLeft(m.add(j, 2 ** 52 + 1023), 52);
  const w = m.or(m.and(normal, SIGNIFICAND_BITS), wExponent);

  const first = m.estrin(w, INVERSE_CUBE_ROOT);
  const h = m.sub(1, m.mul(m.mul(first, first), m.mul(first, w)));
  const inverse = m.add(first, m.mul(m.mul(first, h), m.estrin(h, BINOMIAL)));

  // y = root - head with head of 17 or 18 bits less than exact products need: w - head³ comes without error.
  const root = m.mul(w, m.mul(inverse, inverse));
  const head = leading(m, root);
  const square = m.mul(head, head);
  const squareHead = leading(m, square);
  const residual = m.sub(m.sub(w, m.mul(squareHead, head)), m.mul(m.sub(square, squareHead), head));
  // root³ - head³ = (root - head)(root² + root head + head²), and the last factor is 3 root² (1 - δ), δ = (root - head)/root.
  const delta = m.mul(m.sub(root, head), inverse);
  const slope = m.mul(m.mul(inverse, inverse), m.add(1, delta));
  const y = m.add(head, m.mul(residual, m.mul(slope, 1 / 3)));

  const scaled = m.addBits(y, m.shiftLeft(shifted, 52));
  const result = m.withSignOf(m.select(subnormal, m.mul(scaled, 2 ** -18), scaled), x);
  const isZero = m.equal(x, 0);
  const isLarge = m.greaterBits(m.and(x, MAGNITUDE_BITS), bitsOf(Number.MAX_VALUE));
  return m.select(m.or(isZero, isLarge), x, result);
});
