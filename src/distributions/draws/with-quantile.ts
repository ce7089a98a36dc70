/** The record of a distribution with a quantile function. */

import { where } from "../../ops/index.ts";
import type { QuantileDistribution } from "../distribution.ts";
import { between } from "../support.ts";
import { uniformsOf } from "./source.ts";
import { drawEach, type Variate } from "./variates.ts";

/**
 * Completes a distribution: `quantile` is NaN where p is no probability. A draw is the quantile of one uniform number, or `variate` where that
 * is quicker than a quantile. The mean has the shape in which the parameters meet.
 */
export function withQuantile(parts: Omit<QuantileDistribution, "draw">, variate?: Variate): QuantileDistribution {
  return Object.freeze({
    ...parts,
    quantile: (p) => {
      const inside = between(p, 0, 1);
      return where(inside, parts.quantile(where(inside, p, 0.5)), NaN);
    },
    draw: (source, before = []) => {
      const shape = [...before, ...parts.mean.shape];
      return variate === undefined ? parts.quantile(uniformsOf(source, shape)) : drawEach(variate, source, shape);
    },
  } satisfies QuantileDistribution);
}
