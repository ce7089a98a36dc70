/** Butterflies: discrete Fourier transforms of up to 5 complex numbers, two of each side by side in vectors. */

import type { Local } from "../../encoder/index.ts";
import type { MathBuilder } from "../../math/math-builder.ts";
import type { Radix } from "./plan.ts";

/** Complex numbers, two side by side. */
export interface Pair {
  readonly re: Local;
  readonly im: Local;
}

/** Σ_j a_j exp(-2πi jk/radix) for k = 0 … radix - 1. */
export function butterfly(m: MathBuilder, radix: Radix, a: readonly Pair[]): readonly Pair[] {
  return butterflies[radix](m, a);
}

export function product(m: MathBuilder, a: Pair, b: Pair): Pair {
  return {
    re: m.sub(m.mul(a.re, b.re), m.mul(a.im, b.im)),
    im: m.add(m.mul(a.re, b.im), m.mul(a.im, b.re)),
  };
}

const add = (m: MathBuilder, a: Pair, b: Pair): Pair => ({ re: m.add(a.re, b.re), im: m.add(a.im, b.im) });
const sub = (m: MathBuilder, a: Pair, b: Pair): Pair => ({ re: m.sub(a.re, b.re), im: m.sub(a.im, b.im) });
/** a + i b. */
const addTurned = (m: MathBuilder, a: Pair, b: Pair): Pair => ({ re: m.sub(a.re, b.im), im: m.add(a.im, b.re) });
/** a - i b. */
const subTurned = (m: MathBuilder, a: Pair, b: Pair): Pair => ({ re: m.add(a.re, b.im), im: m.sub(a.im, b.re) });
const times = (m: MathBuilder, a: Pair, factor: number): Pair => ({ re: m.mul(a.re, factor), im: m.mul(a.im, factor) });

const SIN_THIRD = 0.8660254037844386; // sin 2π/3
const COS_FIFTH = 0.30901699437494745; // cos 2π/5
const COS_TWO_FIFTHS = -0.8090169943749475; // cos 4π/5
const SIN_FIFTH = 0.9510565162951535; // sin 2π/5
const SIN_TWO_FIFTHS = 0.5877852522924731; // sin 4π/5

const butterflies: Readonly<Record<Radix, (m: MathBuilder, a: readonly Pair[]) => readonly Pair[]>> = {
  1: (_m, a) => a,

  2: (m, [a, b]) => [add(m, a!, b!), sub(m, a!, b!)],

  3: (m, [a, b, c]) => {
    const both = add(m, b!, c!);
    const middle = sub(m, a!, times(m, both, 0.5));
    const apart = times(m, sub(m, b!, c!), SIN_THIRD);
    return [add(m, a!, both), subTurned(m, middle, apart), addTurned(m, middle, apart)];
  },

  4: (m, [a, b, c, d]) => {
    const [even, evenApart] = [add(m, a!, c!), sub(m, a!, c!)];
    const [odd, oddApart] = [add(m, b!, d!), sub(m, b!, d!)];
    return [add(m, even, odd), subTurned(m, evenApart, oddApart), sub(m, even, odd), addTurned(m, evenApart, oddApart)];
  },

  5: (m, [a, b, c, d, e]) => {
    const [outer, outerApart] = [add(m, b!, e!), sub(m, b!, e!)];
    const [inner, innerApart] = [add(m, c!, d!), sub(m, c!, d!)];
    const weighted = (x: number, y: number): Pair => add(m, a!, add(m, times(m, outer, x), times(m, inner, y)));
    const [first, second] = [weighted(COS_FIFTH, COS_TWO_FIFTHS), weighted(COS_TWO_FIFTHS, COS_FIFTH)];
    const firstApart = add(m, times(m, outerApart, SIN_FIFTH), times(m, innerApart, SIN_TWO_FIFTHS));
    const secondApart = sub(m, times(m, outerApart, SIN_TWO_FIFTHS), times(m, innerApart, SIN_FIFTH));
    return [
      add(m, a!, add(m, outer, inner)),
      subTurned(m, first, firstApart),
      subTurned(m, second, secondApart),
      addTurned(m, second, secondApart),
      addTurned(m, first, firstApart),
    ];
  },
};
