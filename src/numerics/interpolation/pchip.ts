/** PCHIP: cubic interpolation that keeps the shape of the data, rising where they rise and flat where they turn. */

import { interpolationChecks } from "../option-checks.ts";
import { checkOptions } from "../../errors/index.ts";
import type { Arr } from "../../array/index.ts";
import {
  abs,
  add,
  concat,
  div,
  greater,
  lessEqual,
  logicalAnd,
  logicalNot,
  mul,
  sign,
  stopGradient,
  sub,
  where,
} from "../../ops/index.ts";
import { cubicPieces, type InterpolationOptions, type Interpolant } from "./piecewise-polynomial.ts";
import { ends, type SampleData, type Samples, samplesOf } from "./samples.ts";

/**
 * The monotone piecewise cubic through the samples (x, y): slopes are weighted harmonic means of those of the neighbouring chords, and
 * zero where these differ in sign. No overshoot; the second derivative jumps. The error falls as h³, at extrema as h².
 * Differentiable in t, x and y, apart from data at which a chord changes its sign.
 *
 * @param x        shape [n], n >= 2, strictly ascending, unit U
 * @param y        shape [n] or [n, ...] for several curves over one x, unit V
 * @param options  outside: "extend" (default), "hold" or "nan"
 * @returns        (t) -> values of shape [...t, ...], unit V, for t of any shape in unit U
 * @throws         as linearInterpolation
 * @example
 * ```ts
 * import { linspace, max, interpolate } from "fluxion";
 * const step = interpolate.pchip([0, 1, 2, 3], [0, 0, 1, 1]);
 * console.log(max(step(linspace(0, 3, 31))).item()); // → 1
 * ```
 * @see      Fritsch & Butland (1984), SIAM J. Sci. Stat. Comput. 5, 300; ends: Moler (2004), Numerical Computing with MATLAB, 3.6
 */
export function pchip(x: SampleData, y: SampleData, options: InterpolationOptions = {}): Interpolant {
  checkOptions(options, interpolationChecks, "pchip");
  const samples = samplesOf("pchip", x, y);
  return cubicPieces(samples, slopesOf(samples), options);
}

function slopesOf({ x, chord, width }: Samples): Arr {
  if (x.size === 2) return concat([chord, chord]);
  const [left, right] = ends(chord);
  const [before, after] = ends(width);
  // (w1 + w2) / (w1 / left + w2 / right), w1 = 2 after + before, w2 = after + 2 before, by the ratio of the flatter to the steeper chord,
  // so that nothing leaves the range on the way.
  const agree = sameSign(left, right);
  const [one, other] = [where(agree, left, 1), where(agree, right, 1)];
  const [w1, w2] = [add(mul(after, 2), before), add(after, mul(before, 2))];
  const isFlatter = lessEqual(stopGradient(abs(one)), stopGradient(abs(other)));
  const [flat, steep] = [where(isFlatter, one, other), where(isFlatter, other, one)];
  const [ofFlat, ofSteep] = [where(isFlatter, w1, w2), where(isFlatter, w2, w1)];
  const mean = mul(flat, div(add(w1, w2), add(ofFlat, mul(ofSteep, div(flat, steep)))));
  const inner = where(agree, mean, 0);
  const end = (at: readonly [number, number], next: readonly [number, number]): Arr =>
    endSlope(chord.slice(at), chord.slice(next), width.slice(at), width.slice(next));
  const last = x.size - 1;
  return concat([end([0, 1], [1, 2]), inner, end([last - 1, last], [last - 2, last - 1])]);
}

/** The slope at the end of the parabola through three samples, held to the sign of the outer chord and to three times its size. */
function endSlope(outer: Arr, inner: Arr, outerWidth: Arr, innerWidth: Arr): Arr {
  const widths = add(outerWidth, innerWidth);
  const parabola = div(sub(mul(outer, add(widths, outerWidth)), mul(inner, outerWidth)), widths);
  const steep = logicalAnd(
    logicalNot(sameSign(outer, inner)),
    greater(stopGradient(abs(parabola)), mul(stopGradient(abs(outer)), 3)),
  );
  return where(sameSign(parabola, outer), where(steep, mul(outer, 3), parabola), 0);
}

/** Whether both are positive or both negative. */
function sameSign(a: Arr, b: Arr): Arr {
  return greater(mul(sign(stopGradient(a)), sign(stopGradient(b))), 0);
}
