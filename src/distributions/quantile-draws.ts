/** The record of a distribution with a quantile function, which draws by it. */

import { type Arr, array } from "../array/index.ts";
import { where } from "../ops/index.ts";
import type { QuantileDistribution, RandomStream } from "./distribution.ts";
import { between } from "./support.ts";

/** Uniform numbers in (0, 1) in a shape. */
export function uniformsOf(stream: RandomStream, shape: readonly number[]): Arr {
  return array(stream.uniform(shape.reduce((size, length) => size * length, 1))).reshape(shape);
}

/** Standard normal numbers in a shape. */
export function normalsOf(stream: RandomStream, shape: readonly number[]): Arr {
  return array(stream.normal(shape.reduce((size, length) => size * length, 1))).reshape(shape);
}

/**
 * Completes a distribution: `quantile` is NaN where p is no probability, and a draw is the quantile of one uniform number. The mean
 * has the shape in which the parameters meet.
 */
export function withQuantile(parts: Omit<QuantileDistribution, "draw">): QuantileDistribution {
  return Object.freeze({
    ...parts,
    quantile: (p) => {
      const inside = between(p, 0, 1);
      return where(inside, parts.quantile(where(inside, p, 0.5)), NaN);
    },
    draw: (stream, shape = []) => parts.quantile(uniformsOf(stream, [...shape, ...parts.mean.shape])),
  } satisfies QuantileDistribution);
}
