/** Distributions of the numbers 0 … n − 1 by a table of their probabilities. */

import { type Arr, type ArrLike, arange } from "../../array/index.ts";
import {
  cumsum,
  equal,
  exp,
  expandDims,
  floor,
  less,
  lessEqual,
  max,
  minimum,
  mul,
  square,
  sub,
  sum,
  where,
} from "../../ops/index.ts";
import type { QuantileDistribution } from "../distribution.ts";
import { withQuantile } from "../draws/with-quantile.ts";
import { onSupport, wholeBetween } from "../support.ts";
import { stepwise } from "./counts.ts";

/** The distribution with logProbabilities[..., k] the logarithm of the probability of k; the axes before are its shape. */
export function tabulated(name: string, logProbabilities: Arr): QuantileDistribution {
  const count = logProbabilities.shape.at(-1)!;
  const outcomes = arange(count);
  const probabilities = exp(logProbabilities);
  const steps = minimum(cumsum(probabilities, -1), 1);
  const mean = sum(mul(probabilities, outcomes), -1);
  const isAt = (k: Arr) => equal(expandDims(k, -1), outcomes);
  return withQuantile({
    name,
    support: { kind: "integer", lower: 0, upper: count - 1 },
    // The one entry that is chosen: the largest of itself and −∞ elsewhere.
    logDensity: (x) =>
      onSupport(x, wholeBetween(x, 0, count - 1), 0, (k) => max(where(isAt(k), logProbabilities, -Infinity), -1)),
    cumulative: (x) =>
      stepwise(x, count - 1, (k) => sum(where(lessEqual(outcomes, expandDims(floor(k), -1)), probabilities, 0), -1)),
    quantile: (p: ArrLike) => {
      const isBelow = less(steps, expandDims(sub(p, 0), -1));
      return minimum(sum(where(isBelow, 1.0, mul(0, probabilities)), -1), count - 1);
    },
    mean,
    variance: sum(mul(probabilities, square(sub(outcomes, expandDims(mean, -1)))), -1),
  });
}
