/** Arithmetic of complex numbers; operands broadcast, and real ones stand for themselves. */

import type { ArrLike } from "../../array/arr-like.ts";
import * as real from "../elementwise/elementwise.ts";
import { type Complex, type ComplexLike, asComplex, isComplex, of } from "./number.ts";

/** Sum a + b. Elementwise; operands broadcast. */
export function add(a: ComplexLike, b: ComplexLike): Complex {
  if (!isComplex(a)) return isComplex(b) ? of(real.add(a, b.re), b.im) : asComplex(real.add(a, b));
  return isComplex(b) ? of(real.add(a.re, b.re), real.add(a.im, b.im)) : of(real.add(a.re, b), a.im);
}

/** Difference a − b. Elementwise; operands broadcast. */
export function sub(a: ComplexLike, b: ComplexLike): Complex {
  return add(a, isComplex(b) ? neg(b) : real.neg(b));
}

/**
 * Product a b. Elementwise; operands broadcast.
 *
 * @example
 * ```ts
 * import { complex } from "fluxion";
 * const product = complex.mul(complex.of(1, 2), complex.of(3, -1));
 * console.log(product.re.item(), product.im.item()); // → 5 5
 * ```
 */
export function mul(a: ComplexLike, b: ComplexLike): Complex {
  if (!isComplex(a)) return isComplex(b) ? scale(b, a) : asComplex(real.mul(a, b));
  if (!isComplex(b)) return scale(a, b);
  return of(real.sub(real.mul(a.re, b.re), real.mul(a.im, b.im)), real.add(real.mul(a.re, b.im), real.mul(a.im, b.re)));
}

/** Product with real numbers. Elementwise; operands broadcast. */
export function scale(z: ComplexLike, factor: ArrLike): Complex {
  return isComplex(z) ? of(real.mul(z.re, factor), real.mul(z.im, factor)) : asComplex(real.mul(z, factor));
}

/**
 * Quotient a / b. Both are scaled first, so that no square vanishes or overflows. NaN where b = 0.
 * Elementwise; operands broadcast.
 *
 * @see Smith (1962), Communications of the ACM 5, 435: the same idea with a branch for each order of magnitudes
 */
export function div(a: ComplexLike, b: ComplexLike): Complex {
  if (!isComplex(b)) {
    return isComplex(a) ? of(real.div(a.re, b), real.div(a.im, b)) : asComplex(real.div(a, b));
  }
  // Any magnitude gives the same quotient, so that no derivative flows through it.
  const magnitude = real.stopGradient(real.maximum(real.abs(b.re), real.abs(b.im)));
  const [re, im] = [real.div(b.re, magnitude), real.div(b.im, magnitude)];
  const norm = real.add(real.square(re), real.square(im));
  const { re: x, im: y } = mul(div(a, magnitude), of(re, real.neg(im)));
  return of(real.div(x, norm), real.div(y, norm));
}

/** Reciprocal 1/z, scaled as `div`. Elementwise. */
export function reciprocal(z: ComplexLike): Complex {
  return div(1, asComplex(z));
}

/** Negative −z. Elementwise. */
export function neg(z: ComplexLike): Complex {
  return isComplex(z) ? of(real.neg(z.re), real.neg(z.im)) : asComplex(real.neg(z));
}

/** Conjugate re − i im. Elementwise. */
export function conj(z: ComplexLike): Complex {
  const { re, im } = asComplex(z);
  return { re, im: real.neg(im) };
}
