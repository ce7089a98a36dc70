/** Mixtures: one of several distributions, chosen at random. */

import { arange, type Arr, type ArrLike } from "../../array/index.ts";
import { describeShape, ShapeError } from "../../errors/index.ts";
import {
  add,
  broadcastTo,
  equal,
  exp,
  expandDims,
  logSoftmax,
  logSumExp,
  mul,
  square,
  stack,
  sub,
  sum,
  where,
} from "../../ops/index.ts";
import { commonShape } from "../../ops/operands.ts";
import { categorical } from "../discrete/categorical.ts";
import type { QuantileDistribution, UnivariateDistribution } from "../distribution.ts";
import { streamOf } from "../draws/source.ts";

/** What is mixed, and how much of each. */
export interface MixtureParameters {
  /** Shape [n], dimensionless, up to a common constant: logarithms of the weights. */
  readonly logits: Arr;
  /** n distributions whose parameters broadcast against each other. */
  readonly components: readonly QuantileDistribution[];
}

/** A mixture, which has a cumulative function and no quantile in closed form. */
export interface MixtureDistribution extends UnivariateDistribution {
  /** Probability of a value of at most x. */
  readonly cumulative: (x: ArrLike) => Arr;
}

/**
 * Mixture: f(x) = Σ wₖ fₖ(x), with weights in proportion to the exponentials of the logits. Components of counts mix as those of real numbers
 * do, but not one with the other.
 *
 * @throws ShapeError unless there is one logit for each component
 * @example
 * ```ts
 * import { array, distributions } from "fluxion";
 * const { mixture, normal } = distributions;
 * const two = mixture({ logits: array([0, 0]), components: [normal({ mean: -3 }), normal({ mean: 3 })] });
 * console.log(two.mean.item(), two.variance.item().toFixed(12)); // → 0 10.000000000000
 * ```
 * @see McLachlan & Peel (2000), Finite Mixture Models
 */
export function mixture({ logits, components }: MixtureParameters): MixtureDistribution {
  if (logits.rank !== 1 || logits.size !== components.length || components.length === 0) {
    throw new ShapeError({
      where: "distributions.mixture",
      path: "logits",
      expected: `[${components.length}], one for each component`,
      received: describeShape(logits.shape),
    });
  }
  const choice = categorical({ logits });
  const logWeights = logSoftmax(logits);
  const shape = commonShape(
    components.map(({ mean }) => mean.shape),
    "mixture",
  );
  /** One array of all components, along a last axis. */
  const together = (each: (component: QuantileDistribution) => Arr): Arr => {
    const values = components.map(each);
    const common = commonShape(
      values.map((value) => value.shape),
      "mixture",
    );
    return stack(
      values.map((value) => broadcastTo(value, common)),
      -1,
    );
  };
  const average = (values: Arr): Arr => sum(mul(exp(logWeights), values), -1);
  const means = together(({ mean }) => broadcastTo(mean, shape));
  const mean = average(means);
  const variances = together(({ variance }) => broadcastTo(variance, shape));
  return Object.freeze({
    name: "mixture",
    support: components[0]!.support,
    logDensity: (x) =>
      logSumExp(
        add(
          logWeights,
          together((component) => component.logDensity(x)),
        ),
        -1,
      ),
    cumulative: (x) => average(together((component) => component.cumulative(x))),
    draw: (source, before = []) => {
      const stream = streamOf(source);
      const all = components.map((component) => {
        const extra = shape.slice(0, shape.length - component.mean.rank);
        return broadcastTo(component.draw(stream, [...before, ...extra]), [...before, ...shape]);
      });
      const chosen = expandDims(choice.draw(stream, [...before, ...shape]), -1);
      return sum(where(equal(chosen, arange(components.length)), stack(all, -1), 0), -1);
    },
    mean,
    variance: add(average(variances), average(square(sub(means, expandDims(mean, -1))))),
  } satisfies MixtureDistribution);
}
