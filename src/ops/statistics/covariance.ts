/** Covariances and correlations of variables over observations. */

import type { Arr } from "../../array/arr.ts";
import type { ArrLike } from "../../array/arr-like.ts";
import { isFloat } from "../../array/dtype.ts";
import { eye } from "../../array/filled.ts";
import { checkOptions, describeType, option, type OptionChecks, ShapeError } from "../../errors/index.ts";
import { div, mul, sub } from "../elementwise/arithmetic.ts";
import { cast } from "../elementwise/cast.ts";
import { clip, where as choose } from "../elementwise/choice.ts";
import { greater } from "../elementwise/comparison.ts";
import { sqrt } from "../elementwise/powers.ts";
import { diagonal, matMul } from "../linear-algebra/index.ts";
import { broadcastTo } from "../movement/broadcast.ts";
import { expandDims, swapAxes } from "../movement/shape.ts";
import { operandOf } from "../operands.ts";
import { sum } from "../reduction/reduction.ts";
import { mean } from "../reduction/statistics.ts";

/** How the variables lie in the array. */
export interface CorrelationOptions {
  /** "rows" (default, as in NumPy): x[i] is variable i; "columns": x[k] is observation k, as draws and tables have it. */
  readonly variables?: "rows" | "columns";
}

/** How the variables lie, how much observations count, and what is taken off their number. */
export interface CovarianceOptions extends CorrelationOptions {
  /** What is taken off the number of observations that sums are divided by: 1 by default, 0 for the mean square. */
  readonly correction?: number;
  /** How much each observation counts, shape [n], relative to the others: NumPy's `aweights`. */
  readonly weights?: ArrLike;
}

const correlationChecks: OptionChecks<CorrelationOptions> = { variables: option.choice("rows", "columns") };
const covarianceChecks: OptionChecks<CovarianceOptions> = {
  ...correlationChecks,
  correction: option.number,
  weights: option.arrayLike,
};

/**
 * Covariances of variables over observations: Σ (x_i - mean_i)(x_j - mean_j) / (n - 1).
 *
 * With weights w the means are weighted, and sums are divided by W - correction Σ w² / W where W = Σ w, as numpy.cov does.
 *
 * @param x  shape [k, n]: k variables, n observations ([n, k] with `variables: "columns"`), or stacks of these; or one variable [n]
 * @returns  shape [k, k]; a scalar for one variable [n]. NaN where n - correction is 0 or less
 * @throws   ShapeError for a scalar, or weights of another number than the observations
 * @example
 * ```ts
 * import { array, statistics } from "fluxion";
 * const x = array([[0, 1, 2], [2, 1, 0]]);
 * console.log(statistics.cov(x).toNested()); // → [ [ 1, -1 ], [ -1, 1 ] ]
 * ```
 */
export function cov(x: ArrLike, options: CovarianceOptions = {}): Arr {
  checkOptions(options, covarianceChecks, "cov");
  return covarianceOf("cov", x, options);
}

/**
 * Correlations of variables over observations: covariances in units of the standard deviations, from -1 to 1.
 *
 * @param x  as for `cov`
 * @returns  shape [k, k] with ones on the diagonal; 1 for one variable [n]. NaN where a variable does not vary
 * @throws   ShapeError for a scalar
 * @example
 * ```ts
 * import { array, statistics } from "fluxion";
 * const table = array([[0, 5], [1, 3], [2, 4]]);
 * console.log(statistics.corrcoef(table, { variables: "columns" }).toNested()); // → [ [ 1, -0.5 ], [ -0.5, 1 ] ]
 * ```
 */
export function corrcoef(x: ArrLike, options: CorrelationOptions = {}): Arr {
  checkOptions(options, correlationChecks, "corrcoef");
  const covariance = covarianceOf("corrcoef", x, options);
  if (covariance.rank === 0) return div(covariance, covariance);
  const spread = sqrt(diagonal(covariance));
  const scaled = div(div(covariance, expandDims(spread, -1)), expandDims(spread, -2));
  // Rounding may lead over the ends, where the derivative of a correlation is 0, as that of the bound is; and the diagonal is 1 exactly.
  const onDiagonal = eye(spread.shape.at(-1)!, undefined, { dtype: "bool" });
  const variance = choose(onDiagonal, covariance, 1);
  return choose(onDiagonal, div(variance, variance), clip(scaled, -1, 1));
}

function covarianceOf(where: string, x: ArrLike, options: CovarianceOptions): Arr {
  const { variables = "rows", correction = 1, weights } = options;
  const given = operandOf(where, x);
  if (given.rank === 0) {
    throw new ShapeError({ where, expected: "[n], [k, n] or stacks of these", received: describeType(given) });
  }
  const values = isFloat(given.dtype) ? given : cast(given, "f64");
  const single = values.rank === 1;
  const rows = single ? expandDims(values, 0) : variables === "rows" ? values : swapAxes(values, -1, -2);
  const count = rows.shape.at(-1)!;
  const covariance =
    weights === undefined
      ? equallyWeighted(rows, count - correction)
      : weighted(rows, observationWeights(where, weights, count), correction);
  return single ? sum(covariance) : covariance;
}

function equallyWeighted(rows: Arr, degrees: number): Arr {
  const deviations = sub(rows, mean(rows, -1, { keepDims: true }));
  return div(matMul(deviations, swapAxes(deviations, -1, -2)), degrees > 0 ? degrees : Number.NaN);
}

function weighted(rows: Arr, weights: Arr, correction: number): Arr {
  const total = sum(weights);
  const deviations = sub(rows, div(sum(mul(rows, weights), -1, { keepDims: true }), total));
  const degrees = sub(total, div(mul(correction, sum(mul(weights, weights))), total));
  const products = matMul(mul(deviations, weights), swapAxes(deviations, -1, -2));
  return div(products, choose(greater(degrees, 0), degrees, Number.NaN));
}

function observationWeights(where: string, weights: ArrLike, count: number): Arr {
  const given = operandOf(where, weights);
  if (given.rank > 1 || (given.rank === 1 && given.size !== count)) {
    const expected = `a weight for each of the ${count} observations`;
    throw new ShapeError({ where, path: "weights", expected, received: describeType(given) });
  }
  return broadcastTo(isFloat(given.dtype) ? given : cast(given, "f64"), [count]);
}
