/** Distributions that are one standard form, moved and stretched. */

import { type Arr, type ArrLike } from "../../array/index.ts";
import { add, broadcastTo, div, log, mul, sub } from "../../ops/index.ts";
import { commonShape } from "../../ops/operands.ts";
import type { QuantileDistribution } from "../distribution.ts";
import { finite, parameter, positive } from "../parameters.ts";
import type { Variate } from "../draws/variates.ts";
import { withQuantile } from "../draws/with-quantile.ts";

/** Where a distribution lies and how wide it is. */
export interface LocationScale {
  /** In the unit of the values; finite. */
  readonly location?: ArrLike;
  /** In the unit of the values; above 0. */
  readonly scale?: ArrLike;
}

/** A distribution of location 0 and scale 1. */
export interface StandardForm {
  readonly logDensity: (z: Arr) => Arr;
  readonly cumulative: (z: Arr) => Arr;
  readonly quantile: (p: ArrLike) => Arr;
  /** Its mean and variance: numbers, or arrays in the shape of its own parameters. */
  readonly mean: ArrLike;
  readonly variance: ArrLike;
  /** How it is drawn, where that is quicker than a quantile. */
  readonly variate?: Variate;
}

/**
 * The distribution of location + scale · z.
 *
 * @throws ParameterError for a location that is not finite or a scale that is not positive, where they are known
 */
export function locationScale(name: string, form: StandardForm, location: Arr, scale: Arr): QuantileDistribution {
  const standardised = (x: ArrLike): Arr => div(sub(x, location), scale);
  const shapes = [location, scale, add(form.mean, 0)].map((each) => each.shape);
  const shape = commonShape(shapes, name);
  const { variate } = form;
  const last = variate?.parameters.length ?? 0;
  return withQuantile(
    {
      name,
      support: { kind: "real", lower: -Infinity, upper: Infinity },
      logDensity: (x) => sub(form.logDensity(standardised(x)), log(scale)),
      cumulative: (x) => form.cumulative(standardised(x)),
      quantile: (p) => add(location, mul(scale, form.quantile(p))),
      mean: broadcastTo(add(location, mul(scale, form.mean)), shape),
      variance: broadcastTo(mul(mul(scale, scale), form.variance), shape),
    },
    variate && {
      parameters: [...variate.parameters, location, scale],
      one: (numbers, own) => own[last]! + own[last + 1]! * variate.one(numbers, own),
    },
  );
}

/** Location 0 and scale 1 unless given, checked. */
export function readLocationScale(where: string, { location = 0, scale = 1 }: LocationScale): readonly [Arr, Arr] {
  return [parameter(where, "location", location, finite), parameter(where, "scale", scale, positive)];
}
