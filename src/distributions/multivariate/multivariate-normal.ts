/** The multivariate normal distribution, by the Cholesky factor of its covariance or by its precision. */

import { type Arr, type ArrLike, eye } from "../../array/index.ts";
import { describeShape, ParameterError, ShapeError } from "../../errors/index.ts";
import {
  add,
  cholesky,
  diagonal,
  isNaN,
  log,
  logicalNot,
  matMul,
  mul,
  reshape,
  square,
  sub,
  sum,
  transpose,
  triangularSolve,
  tril,
} from "../../ops/index.ts";
import { asArr } from "../../ops/operands.ts";
import type { VectorDistribution } from "../distribution.ts";
import { finite, parameter, requireEach } from "../parameters.ts";
import { normalsOf } from "../draws/source.ts";

/** Parameters of a multivariate normal distribution of n numbers. */
export type MultivariateNormalParameters = {
  /** Shape [n]. */
  readonly mean: Arr;
} & (
  | {
      /** Lower triangular L with positive diagonal, shape [n, n]: the covariance is L Lᵀ. The upper triangle is not read. */
      readonly choleskyFactor: Arr;
      readonly precision?: undefined;
    }
  | {
      /** Inverse of the covariance, symmetric and positive definite, shape [n, n]. */
      readonly precision: Arr;
      readonly choleskyFactor?: undefined;
    }
);

const LOG_TWO_PI = Math.log(2 * Math.PI);

/** Requires vectors of n numbers. */
function requireVectors(where: string, x: Arr, n: number): void {
  if (x.rank > 0 && x.shape.at(-1) === n) return;
  throw new ShapeError({ where, path: "x", expected: `[..., ${n}]`, received: describeShape(x.shape) });
}

/**
 * Multivariate normal: f(x) = exp(−(x − μ)ᵀ Σ⁻¹ (x − μ)/2) / √det(2πΣ). Values have shape [..., n]. For distributions in a batch, vmap.
 *
 * @throws ShapeError unless mean and matrix fit; ParameterError unless the matrix is a factor with positive diagonal, or a positive
 *         definite precision, where known, and unless one of them is given
 * @example
 * ```ts
 * import { array, distributions } from "fluxion";
 * const pair = distributions.multivariateNormal({ mean: array([0, 0]), choleskyFactor: array([[1, 0], [0.6, 0.8]]) });
 * console.log(pair.covariance.toNested()); // → [ [ 1, 0.6 ], [ 0.6, 1 ] ]
 * ```
 * @see Kotz, Balakrishnan & Johnson (2000), Continuous Multivariate Distributions 1, chapter 45
 */
export function multivariateNormal(parameters: MultivariateNormalParameters): VectorDistribution {
  const name = "multivariateNormal";
  const mean = parameter(name, "mean", parameters.mean, finite);
  // A caller without types may give both, or neither.
  const { precision, choleskyFactor }: { readonly precision?: Arr; readonly choleskyFactor?: Arr } =
    parameters as object;
  const given = precision ?? choleskyFactor;
  if (given === undefined || (precision !== undefined && choleskyFactor !== undefined)) {
    throw new ParameterError({
      where: `distributions.${name}`,
      expected: "either choleskyFactor or precision",
      received: given === undefined ? "neither" : "both",
    });
  }
  const [path, isPrecision] = precision === undefined ? ["choleskyFactor", false] : ["precision", true];
  const n = mean.size;
  if (mean.rank !== 1 || given.rank !== 2 || given.shape[0] !== n || given.shape[1] !== n) {
    throw new ShapeError({
      where: `distributions.${name}`,
      path,
      expected: `a mean [n] and a matrix [n, n]`,
      received: `${describeShape(mean.shape)} and ${describeShape(given.shape)}`,
    });
  }
  const matrix = parameter(name, path, given, finite);
  // L with Σ = L Lᵀ, or R with Σ⁻¹ = R Rᵀ.
  const factor = isPrecision ? cholesky(matrix) : matrix;
  const sizes = diagonal(factor);
  requireEach(name, path, matrix, isPrecision ? "positive definite" : "a positive diagonal", () =>
    isPrecision ? logicalNot(isNaN(sizes)) : sizes.greater(0),
  );
  const logSizes = sum(log(sizes));
  /** Columns of independent standard normal numbers from columns x − μ, and back. */
  const whitened = (columns: Arr): Arr =>
    isPrecision ? matMul(transpose(factor), columns) : triangularSolve(factor, columns);
  const coloured = (columns: Arr): Arr =>
    isPrecision ? triangularSolve(factor, columns, { transposed: true }) : matMul(tril(factor), columns);
  const root = coloured(eye(n));
  return Object.freeze({
    name,
    support: { kind: "real", lower: -Infinity, upper: Infinity },
    logDensity: (x: ArrLike) => {
      const values = asArr(x);
      requireVectors(`distributions.${name}`, values, n);
      const differences = reshape(sub(values, mean), [values.size / n, n]);
      const squares = sum(square(whitened(transpose(differences))), 0);
      const constant = (isPrecision ? logSizes : logSizes.neg()).sub(0.5 * n * LOG_TWO_PI);
      return reshape(add(mul(-0.5, squares), constant), values.shape.slice(0, -1));
    },
    draw: (stream, before = []) => {
      const count = before.reduce((size, length) => size * length, 1);
      const columns = coloured(transpose(normalsOf(stream, [count, n])));
      return reshape(add(transpose(columns), mean), [...before, n]);
    },
    mean,
    covariance: matMul(root, transpose(root)),
  } satisfies VectorDistribution);
}
