/** Piecewise polynomials: one polynomial an interval of the grid, evaluated wherever the argument lies. */

import type { Arr, ArrLike } from "../../array/index.ts";
import {
  add,
  clip,
  concat,
  div,
  equal,
  greater,
  isFinite,
  less,
  logicalAnd,
  logicalNot,
  logicalOr,
  mul,
  reshape,
  stopGradient,
  sub,
  take,
  where,
} from "../../ops/index.ts";
import { asArr } from "../../ops/operands.ts";
import { locate } from "./locate.ts";
import { ends, type Samples } from "./samples.ts";

/** How an interpolant goes on outside of its samples. */
export interface InterpolationOptions {
  /** "extend" the first and last piece (default), "hold" the first and last value, or return "nan". */
  readonly outside?: "extend" | "hold" | "nan";
}

/**
 * The curve through samples: its value at t has shape [...t, ...] for samples y of shape [n, ...]. Two signatures, so that
 * transformations take the one of arrays.
 */
export type Interpolant = ((t: number) => Arr) & ((t: Arr) => Arr);

/**
 * sum_k coefficients[k] (t - x_i)^k from x_i on to the next sample: a piece for each sample, so that each is passed through exactly; that of
 * the last goes on from there. The coefficients have shape [n, ...], the lowest power first.
 */
export function piecewisePolynomial(
  x: Arr,
  coefficients: readonly Arr[],
  { outside = "extend" }: InterpolationOptions,
): Interpolant {
  const [first, last] = [x.slice(0), x.slice(-1)];
  const componentRank = coefficients[0]!.rank - 1;
  return (t: ArrLike) => {
    const given = asArr(t);
    const point = outside === "hold" ? clip(given, first, last) : given;
    const interval = locate(x, point, x.size - 1);
    const components = (values: Arr): Arr =>
      reshape(values, [...given.shape, ...new Array<number>(componentRank).fill(1)]);
    const offset = components(sub(point, take(x, interval)));
    const [start, ...slopes] = coefficients.map((each) => take(each, interval)) as [Arr, ...Arr[]];
    const rise = mul(
      slopes.reduceRight((higher, lower) => add(mul(higher, offset), lower)),
      offset,
    );
    // At a sample beside one that is not finite the rise is 0 times infinity, and has no slope.
    const isSample = logicalAnd(equal(stopGradient(offset), 0), logicalNot(isFinite(stopGradient(rise))));
    const value = add(start, where(isSample, 0, rise));
    if (outside !== "nan") return value;
    const known = stopGradient(given);
    const beyond = logicalOr(less(known, stopGradient(first)), greater(known, stopGradient(last)));
    return where(components(beyond), Number.NaN, value);
  };
}

/** The cubic pieces with given values and slopes at the knots (Hermite). `slopes` has the shape of y. */
export function cubicPieces({ x, y, width, chord }: Samples, slopes: Arr, options: InterpolationOptions): Interpolant {
  const [start, end] = ends(slopes);
  const excess = sub(add(start, end), mul(chord, 2));
  const quadratic = div(sub(sub(chord, start), excess), width);
  const cubic = div(div(excess, width), width);
  // From its end the last cubic has the second derivative that it has from its start, plus six times the cubic coefficient times the width.
  const last = div(add(sub(end, chord), excess), width);
  return piecewisePolynomial(x, [y, slopes, goingOn(quadratic, last), goingOn(cubic, cubic)], options);
}

/** Coefficients of the intervals, and for the piece that begins at the last sample the last of others. */
export function goingOn(coefficients: Arr, others: Arr): Arr {
  return concat([coefficients, others.slice([-1, null])]);
}
