/** Reductions that are not linear: product, largest, smallest. */

import type { Arr } from "../../array/arr.ts";
import { sizeOf } from "../../array/shape.ts";
import { nonlinear, rule } from "../../program/derivative.ts";
import { div, mul } from "../elementwise/arithmetic.ts";
import { equal } from "../elementwise/comparison.ts";
import { castTo } from "../elementwise/convert.ts";
import { reduceSum, reshapeTo, spread, transposeTo } from "../movement/shape.ts";
import { overflow } from "../advice.ts";
import { reduction, type ReductionRecord } from "./family.ts";
import { productOfOthers } from "./product-of-others.ts";

// d prod(x) = Σ_i dx_i · Π_{j≠i} x_j. Quotients by x_i fail at zeros, so each product of the others is formed on its own.
export const reduceProd = reduction("reduceProd", "prod", {
  start: 1,
  combine: (product, x) => product * x,
  combineIntegers: Math.imul,
  acceptsEmpty: true,
  fault: { infinity: () => overflow },
  derivative: rule(([x], [dx], { attributes: { axes } }) => [
    dx == null ? null : reduceSum(mul(dx, othersAlong(x as Arr, axes)), { axes }),
  ]),
  transposition: nonlinear,
});

/** The product of all others along the axes, which are moved to the end as one. */
function othersAlong(x: Arr, axes: readonly number[]): Arr {
  const kept = x.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const order = [...kept, ...axes];
  const lengths = order.map((axis) => x.shape[axis]!);
  const rows = [...lengths.slice(0, kept.length), sizeOf(lengths.slice(kept.length))];
  const others = productOfOthers(reshapeTo(transposeTo(x, order), rows));
  const back = order.map((_, axis) => order.indexOf(axis));
  return transposeTo(reshapeTo(others, lengths), back);
}

/** Tangent of a largest or smallest value: the mean of the tangents of the elements that attain it. */
function extremeTangent(x: Arr, dx: Arr, out: Arr, axes: readonly number[]): Arr {
  const attains = castTo(equal(x, spread(out, x.shape, axes)), x.dtype);
  const count = reduceSum(attains, { axes });
  return div(reduceSum(mul(dx, attains), { axes }), count);
}

const extreme = (which: string, start: number, combine: (a: number, x: number) => number): ReductionRecord => ({
  start,
  combine,
  acceptsEmpty: false,
  fault: { infinity: () => `The ${which} of no elements.` },
  derivative: rule(([x], [dx], { attributes: { axes }, outputs }) => [
    dx == null ? null : extremeTangent(x as Arr, dx, outputs[0]!, axes),
  ]),
  transposition: nonlinear,
});

export const reduceMax = reduction("reduceMax", "max", extreme("maximum", -Infinity, Math.max));
export const reduceMin = reduction("reduceMin", "min", extreme("minimum", Infinity, Math.min));
