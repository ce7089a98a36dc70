/** What a distribution is: a record of functions made from its parameters. */

import type { Arr, ArrLike } from "../array/index.ts";
import type { Key } from "../random/keys.ts";

/** A source of random numbers on the host. The same source in the same state gives the same draws. */
export interface RandomStream {
  /** That many numbers in (0, 1), without its ends. */
  readonly uniform: (count: number) => Float64Array;
  /** That many standard normal numbers. */
  readonly normal: (count: number) => Float64Array;
}

/** What draws come from: a key, `key("speeds")`, for numbers of its own; or a stream, which goes on where it was. */
export type RandomSource = Key | RandomStream;

/** Where the values of a distribution lie; bounds broadcast like parameters. */
export interface Support {
  /** `integer`: whole numbers only; `unit-sum`, `correlation-cholesky`: whole vectors and matrices of that kind. */
  readonly kind: "real" | "integer" | "unit-sum" | "correlation-cholesky";
  readonly lower: ArrLike;
  readonly upper: ArrLike;
}

/** A distribution of numbers, vectors or matrices. */
export interface Distribution {
  readonly name: string;
  readonly support: Support;
  /** Log of the density at x, of the probability of x where the values are discrete; −∞ outside of the support, NaN at NaN. */
  readonly logDensity: (x: ArrLike) => Arr;
  /**
   * Values drawn on the host; the shape asked for comes before that of the parameters. The same source gives the same values.
   *
   * @throws TracerError while tracing
   */
  readonly draw: (source: RandomSource, shape?: readonly number[]) => Arr;
}

/** A distribution of numbers. Parameters, x and p broadcast. */
export interface UnivariateDistribution extends Distribution {
  /** Expectation: NaN where it does not exist. */
  readonly mean: Arr;
  /** Variance, in the squared unit of the values: NaN where it does not exist. */
  readonly variance: Arr;
}

/** A distribution of numbers with its cumulative function and the inverse of that. */
export interface QuantileDistribution extends UnivariateDistribution {
  /** Probability of a value of at most x. */
  readonly cumulative: (x: ArrLike) => Arr;
  /** The smallest value that is not exceeded with probability p; NaN unless 0 ≤ p ≤ 1. */
  readonly quantile: (p: ArrLike) => Arr;
}

/** A distribution of vectors. */
export interface VectorDistribution extends Distribution {
  /** Expectation, of the shape of one value. */
  readonly mean: Arr;
  /** Covariance matrix. */
  readonly covariance: Arr;
}

/** Whether a value is a distribution: it has a log density, and draws. */
export function isDistribution(value: unknown): value is Distribution {
  if (typeof value !== "object" || value === null || !("logDensity" in value) || !("draw" in value)) return false;
  return typeof value.logDensity === "function" && typeof value.draw === "function";
}
