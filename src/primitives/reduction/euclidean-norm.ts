/** euclideanNorm: lengths of vectors along axes, over the whole range of the element type. */

import type { Arr } from "../../array/arr.ts";
import { onesOf } from "../../array/zeros.ts";
import { perElement } from "../work.ts";
import { nonlinear, rule, uniform } from "../../program/derivative.ts";
import { bind } from "../../program/bind.ts";
import type { Primitive, Value } from "../../program/primitive.ts";
import { abs, mul } from "../elementwise/arithmetic.ts";
import { greater, less, select } from "../elementwise/comparison.ts";
import { directionCosine } from "../elementwise/hypot.ts";
import { sqrt, square } from "../elementwise/powers.ts";
import { referenceOf } from "../control/composite.ts";
import { reduceSum, spread } from "../movement/shape.ts";
import type { ReductionAttributes } from "./family.ts";
import { reduceMax } from "./reductions.ts";

/** Beyond these magnitudes squares leave the range, where vectors are multiplied by a power of two, exactly. */
const RANGE = {
  f64: { large: 2 ** 500, shrink: 2 ** -600, small: 2 ** -450, stretch: 2 ** 600 },
  f32: { large: 2 ** 60, shrink: 2 ** -70, small: 2 ** -50, stretch: 2 ** 100 },
} as const;

function expand([given]: readonly Value[], { axes }: ReductionAttributes): readonly Arr[] {
  const x = given as Arr;
  if (x.size === 0) return [reduceSum(square(x), { axes })];
  const { large, shrink, small, stretch } = RANGE[x.dtype === "f32" ? "f32" : "f64"];
  const largest = reduceMax(abs(x), { axes });
  const [isLarge, isSmall] = [greater(largest, large), less(largest, small)];
  const choose = (above: number, below: number): Arr => select(isLarge, above, select(isSmall, below, onesOf(largest)));
  const scaled = mul(x, spread(choose(shrink, stretch), x.shape, axes));
  return [mul(sqrt(reduceSum(square(scaled), { axes })), choose(1 / shrink, 1 / stretch))];
}

export const euclideanNorm: Primitive<ReductionAttributes> = {
  name: "euclideanNorm",
  called: "norm",
  outputTypes: (types, attributes) => reduceSum.outputTypes(types, attributes),
  reference: referenceOf(expand),
  expand,
  // d|x| = x · dx / |x|
  derivative: rule(([x], [dx], { attributes: { axes }, outputs: [r] }) => [
    dx == null
      ? null
      : reduceSum(mul(dx, directionCosine(x!, square(x!), spread(r!, (x as Arr).shape, axes))), { axes }),
  ]),
  transposition: nonlinear,
  batch: ([x], _mapped, { axes }) => ({
    outputs: bind(euclideanNorm, [x!], { axes: axes.map((axis) => axis + 1) }),
    mapped: [true],
  }),
  family: "reduction",
  work: perElement(4),
  commutes: false,
  programs: { kind: "none" },
  fault: {},
  check: () =>
    [[0], [1, 2], [0, 1, 2], []].map((axes) => ({
      label: `axes ${axes.join(",")}`,
      operands: [uniform(0.5, 2, [2, 3, 2])],
      attributes: { axes },
      order: 2,
    })),
};
