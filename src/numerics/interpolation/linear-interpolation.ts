/** Linear interpolation. */

import { interpolationChecks } from "../option-checks.ts";
import { checkOptions } from "../../errors/index.ts";
import { abs, add, equal, isNaN, logicalAnd, logicalNot, stopGradient, where } from "../../ops/index.ts";
import { goingOn, type InterpolationOptions, type Interpolant, piecewisePolynomial } from "./piecewise-polynomial.ts";
import { ends, type SampleData, samplesOf } from "./samples.ts";

/**
 * The broken line through the samples (x, y): continuous, its slope jumps at the samples. Error h²/8 max |y''| at spacing h.
 * Differentiable in t, x and y; at a sample the slope is that of the interval to its right.
 *
 * @param x        shape [n], n >= 2, strictly ascending, unit U
 * @param y        shape [n] or [n, ...] for several curves over one x, unit V
 * @param options  outside: "extend" (default), "hold" (as numpy.interp does) or "nan"
 * @returns        (t) -> values of shape [...t, ...], unit V, for t of any shape in unit U
 * @throws         ShapeError when x is no vector of at least 2 or y has not one value for each of x; ParameterError naming the
 *                 first x out of order (where x is known)
 * @example
 * ```ts
 * import { array, interpolate } from "fluxion";
 * const height = interpolate.linearInterpolation([0, 1, 3], [10, 20, 0]);
 * console.log(height(array([0.5, 2])).toNested()); // → [ 15, 10 ]
 * ```
 * @see      de Boor (2001), A Practical Guide to Splines, chapter III
 */
export function linearInterpolation(x: SampleData, y: SampleData, options: InterpolationOptions = {}): Interpolant {
  checkOptions(options, interpolationChecks, "linearInterpolation");
  const samples = samplesOf("linearInterpolation", x, y);
  const { x: knots, y: heights, chord } = samples;
  const [left, right] = ends(heights);
  // What comes from an infinite sample is infinite up to the next, unless that is infinite with the other sign.
  const comesFromInfinity = logicalAnd(
    equal(stopGradient(abs(left)), Infinity),
    logicalNot(isNaN(stopGradient(add(left, right)))),
  );
  const slope = where(comesFromInfinity, 0, chord);
  return piecewisePolynomial(knots, [heights, goingOn(slope, slope)], options);
}
