/** The Dirichlet distribution. */

import { type Arr, type ArrLike } from "../../array/index.ts";
import { describeShape, ShapeError } from "../../errors/index.ts";
import {
  abs,
  add,
  all,
  diagonalMatrix,
  div,
  expandDims,
  greaterEqual,
  less,
  lgamma,
  logicalAnd,
  outer,
  softmax,
  sub,
  sum,
  xLogY,
} from "../../ops/index.ts";
import { asArr } from "../../ops/operands.ts";
import type { VectorDistribution } from "../distribution.ts";
import { parameter, positive } from "../parameters.ts";
import { logGammaVariate } from "../draws/gamma-variates.ts";
import type { Numbers } from "../draws/source.ts";
import { drawEach } from "../draws/variates.ts";
import { onSupport } from "../support.ts";

/** How far from 1 the sum of a value may be: beyond the rounding of any sum that a program makes. */
const SUM_TOLERANCE = 1e-9;

/**
 * Dirichlet: f(x) = Γ(Σα) Π xᵢ^(αᵢ−1) / Γ(αᵢ) where x is not negative and sums to 1, a density in all of its elements but the last.
 * Values have shape [..., n]. For distributions in a batch, vmap.
 *
 * @param parameters  `concentration`: α, shape [n], dimensionless, above 0
 * @throws ShapeError unless the concentration is a vector of at least two; ParameterError unless it is positive, where it is known
 * @example
 * ```ts
 * import { array, distributions } from "fluxion";
 * const shares = distributions.dirichlet({ concentration: array([1, 1, 2]) });
 * console.log(shares.mean.toNested()); // → [ 0.25, 0.25, 0.5 ]
 * ```
 * @see Kotz, Balakrishnan & Johnson (2000), chapter 49
 */
export function dirichlet(parameters: { readonly concentration: Arr }): VectorDistribution {
  const alpha = parameter("dirichlet", "concentration", parameters.concentration, positive);
  const n = alpha.size;
  if (alpha.rank !== 1 || n < 2) {
    throw new ShapeError({
      where: "distributions.dirichlet",
      path: "concentration",
      expected: "[n], n ≥ 2",
      received: describeShape(alpha.shape),
    });
  }
  const total = sum(alpha);
  const mean = div(alpha, total);
  const constant = sub(lgamma(total), sum(lgamma(alpha)));
  return Object.freeze({
    name: "dirichlet",
    support: { kind: "unit-sum", lower: 0, upper: 1 },
    logDensity: (x: ArrLike) => {
      const values = asArr(x);
      if (values.shape.at(-1) !== n) {
        throw new ShapeError({
          where: "distributions.dirichlet",
          path: "x",
          expected: `[..., ${n}]`,
          received: describeShape(values.shape),
        });
      }
      const isUnit = less(abs(sub(sum(values, -1), 1)), SUM_TOLERANCE);
      const inside = logicalAnd(all(greaterEqual(values, 0), -1), isUnit);
      const logs = sum(
        onSupport(values, expandDims(inside, -1), 1 / n, (place) => xLogY(sub(alpha, 1), place)),
        -1,
      );
      return add(logs, constant);
    },
    // The shares of gamma variates.
    draw: (source, before = []) => {
      const one = (numbers: Numbers, [shape]: Float64Array) => logGammaVariate(numbers, shape!);
      return softmax(drawEach({ parameters: [alpha], one }, source, [...before, n]));
    },
    mean,
    covariance: div(sub(diagonalMatrix(mean), outer(mean, mean)), add(total, 1)),
  } satisfies VectorDistribution);
}
