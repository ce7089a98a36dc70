/** Piecewise polynomials: one polynomial an interval of the grid, evaluated wherever the argument lies. */

import type { Arr, ArrLike } from "../../array/index.ts";
import {
  add,
  clip,
  div,
  greater,
  less,
  logicalOr,
  mul,
  reshape,
  square,
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
 * sum_k coefficients[k] (t - x_i)^k in interval i. The coefficients have shape [n - 1, ...], the lowest power first.
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
    const interval = locate(x, point);
    const components = (values: Arr): Arr =>
      reshape(values, [...given.shape, ...new Array<number>(componentRank).fill(1)]);
    const offset = components(sub(point, take(x, interval)));
    const value = coefficients
      .map((each) => take(each, interval))
      .reduceRight((higher, lower) => add(mul(higher, offset), lower));
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
  const cubic = div(excess, square(width));
  return piecewisePolynomial(x, [ends(y)[0], start, quadratic, cubic], options);
}
