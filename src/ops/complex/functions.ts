/** Exponential, logarithm, square root and powers of complex numbers. */

import type { ArrLike } from "../../array/arr-like.ts";
import type { Arr } from "../../array/arr.ts";
import * as real from "../elementwise/elementwise.ts";
import { onesOf, zerosOf } from "../../array/zeros.ts";
import { mul, reciprocal } from "./arithmetic.ts";
import { asComplex, type Complex, type ComplexLike, of } from "./number.ts";
import { abs, arg, fromPolar } from "./polar.ts";

/** Exponential e^z. Elementwise. */
export function exp(z: ComplexLike): Complex {
  const { re, im } = asComplex(z);
  return fromPolar(real.exp(re), im);
}

/** Natural logarithm log|z| + i arg z, the principal value. At 0: −∞. Elementwise. */
export function log(z: ComplexLike): Complex {
  const given = asComplex(z);
  // |z| = larger · sqrt(1 + (smaller/larger)²), so that nothing overflows. At a tie both are the same.
  const [x, y] = [real.abs(given.re), real.abs(given.im)];
  const isFlat = real.greaterEqual(x, y);
  const [larger, smaller] = [real.where(isFlat, x, y), real.where(isFlat, y, x)];
  const isRegular = real.logicalAnd(real.greater(larger, 0), real.less(larger, Infinity));
  const ratio = real.where(isRegular, real.div(smaller, real.where(isRegular, larger, 1)), 0);
  return of(real.add(real.log(larger), real.mul(0.5, real.log1p(real.square(ratio)))), arg(given));
}

/** Square root with re ≥ 0, the principal value; on the negative real axis im has the sign of the operand's. Elementwise. */
export function sqrt(z: ComplexLike): Complex {
  const { re, im } = asComplex(z);
  // With t = sqrt((|z| + |re|)/2) > 0 the root is t + i im/2t, or for re < 0 it is |im|/2t ± i t: no difference of neighbours.
  const larger = real.maximum(real.abs(re), real.abs(im));
  const isZero = real.equal(larger, 0);
  const { scale, rootOfScale } = scaleForRoot(larger);
  const scaled = of(real.mul(re, scale), real.mul(im, scale));
  const half = real.add(real.mul(0.5, abs(scaled)), real.mul(0.5, real.abs(scaled.re)));
  const t = real.where(isZero, 0, real.div(real.sqrt(real.where(isZero, 1, half)), rootOfScale));
  const other = real.where(isZero, 0, real.div(real.abs(im), real.mul(2, real.where(isZero, 1, t))));
  const isLeft = real.less(re, 0);
  const upper = real.where(isLeft, t, other);
  return of(real.where(isLeft, other, t), real.where(isNegative(im), real.neg(upper), upper));
}

/**
 * A power of 4 by which |z| neither overflows nor is subnormal, and its root: 1 but for the ends of the range, which are those of f64 or
 * f32 by the type of the magnitude.
 */
function scaleForRoot(magnitude: Arr): { readonly scale: Arr; readonly rootOfScale: Arr } {
  const { smallest, largest, roots } = magnitude.dtype === "f32" ? ENDS_OF_F32 : ENDS_OF_F64;
  const [isLarge, isSmall] = [real.greater(magnitude, largest), real.less(magnitude, smallest)];
  const one = onesOf(magnitude);
  const choose = (atLarge: number, atSmall: number): Arr =>
    real.where(isLarge, atLarge, real.where(isSmall, atSmall, one));
  return {
    scale: choose(roots.atLargest ** 2, roots.atSmallest ** 2),
    rootOfScale: choose(roots.atLargest, roots.atSmallest),
  };
}

const ENDS_OF_F64 = { smallest: 2 ** -960, largest: 2 ** 1000, roots: { atSmallest: 2 ** 60, atLargest: 2 ** -2 } };
const ENDS_OF_F32 = { smallest: 2 ** -100, largest: 2 ** 120, roots: { atSmallest: 2 ** 13, atLargest: 2 ** -2 } };

/** True for negative numbers and for −0. */
function isNegative(x: Arr): Arr {
  return real.logicalOr(real.less(x, 0), real.equal(real.div(1, x), -Infinity));
}

/** Whole powers up to this one are products. */
const LARGEST_PRODUCT = 32;

/**
 * Power z^p of a real exponent, the principal value. Whole exponents up to 32 are computed by products; others from magnitude and
 * angle, with 0^p = 0 for p > 0 and 0^0 = 1. Elementwise; operands broadcast.
 */
export function pow(z: ComplexLike, exponent: ArrLike): Complex {
  const given = asComplex(z);
  if (typeof exponent === "number" && Number.isInteger(exponent) && Math.abs(exponent) <= LARGEST_PRODUCT) {
    return wholePower(given, exponent);
  }
  const magnitude = abs(given);
  const isZero = real.equal(magnitude, 0);
  // The angle of 0 has no derivative; any other number gives 0 the power 0^p.
  const angle = real.where(isZero, 0, real.atan2(given.im, real.where(isZero, 1, given.re)));
  return fromPolar(real.pow(magnitude, exponent), real.mul(angle, exponent));
}

/** By repeated squaring. */
function wholePower(z: Complex, exponent: number): Complex {
  let result: Complex | undefined;
  let square = z;
  for (let rest = Math.abs(exponent); rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result = result === undefined ? square : mul(result, square);
    if (rest > 1) square = mul(square, square);
  }
  if (result === undefined) return of(onesOf(z.re), zerosOf(z.im));
  return exponent < 0 ? reciprocal(result) : result;
}
