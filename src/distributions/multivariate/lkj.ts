/** The LKJ distribution of correlation matrices, by their Cholesky factors. */

import { arange, array, type ArrLike } from "../../array/index.ts";
import { describeShape, describeValue, ParameterError, ShapeError } from "../../errors/index.ts";
import { add, diagonal, greater, all, lgamma, log, mul, sub, sum, where } from "../../ops/index.ts";
import { asArr } from "../../ops/operands.ts";
import type { Distribution } from "../distribution.ts";
import { parameter, positive } from "../parameters.ts";
import { betaVariate } from "../draws/gamma-variates.ts";
import type { Numbers } from "../draws/source.ts";
import { drawEach } from "../draws/variates.ts";

/** Parameters of an LKJ distribution. */
export interface LkjParameters {
  /** Rows of the matrix, at least 2. */
  readonly dimension: number;
  /** Scalar η, above 0: 1 is uniform over correlation matrices, larger ones draw towards the identity. */
  readonly concentration: ArrLike;
}

/**
 * LKJ: density ∝ det(R)^(η−1) of a correlation matrix R = L Lᵀ, here as the density of the elements of L below its diagonal. Values
 * have shape [..., n, n]: lower triangular with rows of length 1 and positive diagonal, of which the diagonal alone is read and
 * tested.
 *
 * @throws ParameterError for a dimension that is not a whole number ≥ 2 or a concentration that is not positive, where it is known;
 *         ShapeError for a concentration that is not a scalar
 * @example
 * ```ts
 * import { distributions, eye } from "fluxion";
 * const prior = distributions.lkjCholesky({ dimension: 2, concentration: 1 });
 * console.log(prior.logDensity(eye(2)).exp().item().toFixed(12)); // uniform in the one correlation → 0.500000000000
 * ```
 * @see Lewandowski, Kurowicka & Joe (2009), Journal of Multivariate Analysis 100, 1989; Stan Functions Reference, LKJ
 */
export function lkjCholesky({ dimension, concentration }: LkjParameters): Distribution {
  if (!Number.isInteger(dimension) || dimension < 2) {
    throw new ParameterError({
      where: "distributions.lkjCholesky",
      path: "dimension",
      expected: "a whole number of at least 2",
      received: typeof dimension === "number" ? String(dimension) : describeValue(dimension),
    });
  }
  const eta = parameter("lkjCholesky", "concentration", concentration, positive);
  if (eta.rank !== 0) {
    throw new ShapeError({
      where: "distributions.lkjCholesky",
      path: "concentration",
      expected: "a scalar",
      received: describeShape(eta.shape),
    });
  }
  const n = dimension;
  // Orders k = 1 … n − 1 of partial correlations.
  const orders = arange(1, n).cast("f64");
  const constant = sub(
    mul(n - 1, lgamma(add(eta, 0.5 * (n - 1)))),
    sum(add(mul(0.5 * Math.log(Math.PI), orders), lgamma(add(eta, mul(0.5, sub(n - 1, orders)))))),
  );
  // (n − k + 2η − 2) log L_kk for row k counted from 1; the first is 1.
  const exponents = add(sub(n - 3, arange(n).cast("f64")), mul(2, eta));
  return Object.freeze({
    name: "lkjCholesky",
    support: { kind: "correlation-cholesky", lower: -1, upper: 1 },
    logDensity: (x: ArrLike) => {
      const values = asArr(x);
      if (values.rank < 2 || values.shape.at(-1) !== n || values.shape.at(-2) !== n) {
        throw new ShapeError({
          where: "distributions.lkjCholesky",
          path: "x",
          expected: `[..., ${n}, ${n}]`,
          received: describeShape(values.shape),
        });
      }
      const sizes = diagonal(values);
      const isInside = greater(sizes, 0);
      const logs = log(where(isInside, sizes, 1));
      const later = where(arange(n).greater(0), mul(exponents, logs), 0);
      return where(all(isInside, -1), add(constant, sum(later, -1)), -Infinity);
    },
    draw: (source, before = []) => {
      const count = before.reduce((size, length) => size * length, 1);
      // Partial correlation of column j is 2 B − 1, B ~ Beta(b, b), b = η + (n − 2 − j)/2.
      const columns: number[] = [];
      for (let i = 1; i < n; i++) for (let j = 0; j < i; j++) columns.push(j);
      const weights = add(eta, mul(0.5, sub(n - 2, array(columns))));
      const one = (numbers: Numbers, [b]: Float64Array) => 2 * betaVariate(numbers, b!, b!) - 1;
      const partial = drawEach({ parameters: [weights], one }, source, [count, columns.length]);
      return array(factors(partial.toArray(), count, n)).reshape([...before, n, n]);
    },
  } satisfies Distribution);
}

/** Cholesky factors of correlation matrices from their partial correlations, row by row. */
function factors(partial: ArrayLike<number>, count: number, n: number): Float64Array {
  const out = new Float64Array(count * n * n);
  let next = 0;
  for (let k = 0; k < count; k++) {
    for (let i = 0; i < n; i++) {
      let left = 1;
      for (let j = 0; j < i; j++) {
        const z = partial[next++]!;
        out[(k * n + i) * n + j] = z * Math.sqrt(left);
        left *= (1 - z) * (1 + z);
      }
      out[(k * n + i) * n + i] = Math.sqrt(left);
    }
  }
  return out;
}
