/** Cubic splines: the interpolating curve whose second derivative is continuous. */

import { cubicSplineChecks } from "../option-checks.ts";
import { checkOptions } from "../../errors/index.ts";
import { type Arr, onesLike } from "../../array/index.ts";
import { add, concat, div, mul, reshape, square } from "../../ops/index.ts";
import { cubicPieces, type InterpolationOptions, type Interpolant } from "./piecewise-polynomial.ts";
import { ends, type SampleData, type Samples, samplesOf } from "./samples.ts";
import { tridiagonalSolve } from "./tridiagonal-solve.ts";

/** What a spline does at its ends. */
export interface CubicSplineOptions extends InterpolationOptions {
  /**
   * "not-a-knot" (default): the first two pieces are one cubic, and the last two; error h⁴ up to the ends. "natural": the second
   * derivative is zero there, which costs two orders near the ends unless the curve is straight there.
   */
  readonly boundary?: "natural" | "not-a-knot";
}

/**
 * The cubic spline through the samples (x, y): twice continuously differentiable, error of order h⁴ at spacing h. In linear time, and
 * differentiable in t, x and y. Two samples give a line, three with not-a-knot ends a parabola.
 *
 * @param x        shape [n], n >= 2, strictly ascending, unit U
 * @param y        shape [n] or [n, ...] for several curves over one x, unit V
 * @param options  boundary: "not-a-knot" (default) or "natural"; outside: "extend" (default), "hold" or "nan"
 * @returns        (t) -> values of shape [...t, ...], unit V, for t of any shape in unit U
 * @throws         as linearInterpolation
 * @example
 * ```ts
 * import { grad, linspace, interpolate } from "fluxion";
 * const x = linspace(0, 3, 13);
 * const sine = interpolate.cubicSpline(x, x.sin());
 * console.log(sine(1.1).item(), grad(sine)(1.1).item()); // sin 1.1 and cos 1.1, to 1e-5 and 1e-4
 * ```
 * @see      de Boor (2001), A Practical Guide to Splines, chapter IV
 */
export function cubicSpline(x: SampleData, y: SampleData, options: CubicSplineOptions = {}): Interpolant {
  checkOptions(options, cubicSplineChecks, "cubicSpline");
  const { boundary = "not-a-knot", ...interpolation } = options;
  const samples = samplesOf("cubicSpline", x, y);
  const straight = samples.x.size === 2;
  return cubicPieces(
    samples,
    slopesOf(samples, boundary === "natural" || straight ? naturalEnds(samples) : knotlessEnds(samples)),
    interpolation,
  );
}

/** The first and last row of the system for the slopes: coefficients of the slopes at the end and beside it, and the right side. */
interface EndRow {
  readonly end: Arr;
  readonly beside: Arr;
  readonly right: Arr;
}

interface Ends {
  readonly first: EndRow;
  readonly last: EndRow;
}

/**
 * Slopes s from continuous second derivatives: h_i s_(i-1) + 2 (h_(i-1) + h_i) s_i + h_(i-1) s_(i+1) =
 * 3 (h_i d_(i-1) + h_(i-1) d_i), with widths h and chords d.
 */
function slopesOf({ width, chord }: Samples, { first, last }: Ends): Arr {
  const [before, after] = ends(width);
  const [left, right] = ends(chord);
  const vector = (rows: readonly Arr[]): Arr => concat(rows.map((row) => reshape(row, [row.shape[0]!])));
  const inner = mul(add(mul(after, left), mul(before, right)), 3);
  return tridiagonalSolve(
    vector([mul(first.beside, 0), after, last.beside]),
    vector([first.end, mul(add(before, after), 2), last.end]),
    vector([first.beside, before, mul(last.beside, 0)]),
    concat([first.right, inner, last.right]),
  );
}

/** Row i of widths or chords, from the end where negative, as a stack of one. */
const rowOf = (values: Arr, i: number): Arr => values.slice(i < 0 ? [i, i === -1 ? null : i + 1] : [i, i + 1]);

/** y'' = 0: 2 s_end + s_beside = 3 d. */
function naturalEnds({ width, chord }: Samples): Ends {
  const row = (i: number): EndRow => {
    const unit = onesLike(rowOf(width, i));
    return { end: mul(unit, 2), beside: unit, right: mul(rowOf(chord, i), 3) };
  };
  return { first: row(0), last: row(-1) };
}

/**
 * The third derivative is continuous beside the end, from which the second slope inwards is eliminated with the row there:
 * h' s_end + (h + h') s_beside = ((h + 2 (h + h')) h' d + h² d') / (h + h'), h and d at the end, h' and d' beside it.
 * With three samples both ends say the same; then the curve is a parabola, s_end + s_beside = 2 d.
 */
function knotlessEnds({ x, width, chord }: Samples): Ends {
  const row = (i: number, next: number): EndRow => {
    const [h, d] = [rowOf(width, i), rowOf(chord, i)];
    const [hNext, dNext] = [rowOf(width, next), rowOf(chord, next)];
    if (x.size === 3) return { end: onesLike(h), beside: onesLike(h), right: mul(d, 2) };
    const sum = add(h, hNext);
    const right = div(add(mul(mul(add(h, mul(sum, 2)), hNext), d), mul(square(h), dNext)), sum);
    return { end: hNext, beside: sum, right };
  };
  return { first: row(0, 1), last: row(-1, -2) };
}
