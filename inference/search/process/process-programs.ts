/** The compiled programs of a Gaussian process: its likelihood with gradient, its posterior, its expected improvement. */
import { eye, diagonal, exp, log, maximum, jit, valueAndGrad, vmap, type Arr } from "../../../src/index.ts";
import { cholesky, choleskySolve, triangularSolve } from "../../../src/internal.ts";
import { logExpectedImprovement } from "./expected-improvement.ts";
import { correlation, type KernelName, squaredDistances } from "./kernel.ts";

/**
 * Observations in arrays of a size that many counts share, so that a program is compiled once for all of them: rows past
 * the last observation have the mask 0, and stand for independent values known to be zero.
 */
export interface PaddedData {
  /** Shape [n, d]. */
  readonly points: Arr;
  /** Zero past the last, shape [n]. */
  readonly values: Arr;
  /** One for an observation, zero past the last, shape [n]. */
  readonly mask: Arr;
}

/** What the posterior at any point follows from. */
export interface ProcessPosterior {
  readonly data: PaddedData;
  /** Logarithms of d length scales, of the variance of the signal and of that of the noise, shape [d + 2]. */
  readonly logs: Arr;
  /** Cholesky factor of the covariance of the observations, shape [n, n]. */
  readonly factor: Arr;
  /** Covariance⁻¹ values, shape [n]. */
  readonly weights: Arr;
}

/** A normal belief. */
export interface Belief {
  readonly mean: Arr;
  readonly deviation: Arr;
}

/** The variance of a belief is at least this fraction of that of the signal: below it rounding rules. */
const leastVariance = 1e-12;

function covarianceFactor(kernel: KernelName, logs: Arr, { points, mask }: PaddedData): Arr {
  const [n, d] = points.shape as [number, number];
  const alike = correlation(kernel, squaredDistances(points, points, exp(logs.slice([0, d]))));
  const both = mask.reshape(n, 1).mul(mask);
  const onDiagonal = mask.mul(exp(logs.slice(d + 1))).add(mask.neg().add(1));
  return cholesky(
    alike
      .mul(exp(logs.slice(d)))
      .mul(both)
      .add(eye(n).mul(onDiagonal)),
  );
}

function negativeLogLikelihood(kernel: KernelName, logs: Arr, data: PaddedData): Arr {
  const factor = covarianceFactor(kernel, logs, data);
  const whitened = triangularSolve(factor, data.values);
  const count = data.mask.sum();
  return whitened
    .square()
    .sum()
    .mul(0.5)
    .add(log(diagonal(factor)).sum())
    .add(count.mul(0.5 * Math.log(2 * Math.PI)));
}

function posterior(kernel: KernelName, logs: Arr, data: PaddedData): ProcessPosterior {
  const factor = covarianceFactor(kernel, logs, data);
  return { data, logs, factor, weights: choleskySolve(factor, data.values) };
}

function beliefAt(kernel: KernelName, point: Arr, { data, logs, factor, weights }: ProcessPosterior): Belief {
  const [n, d] = data.points.shape as [number, number];
  const variance = exp(logs.slice(d));
  const squared = squaredDistances(point.reshape(1, d), data.points, exp(logs.slice([0, d]))).reshape(n);
  const shared = correlation(kernel, squared).mul(variance).mul(data.mask);
  const explained = triangularSolve(factor, shared).square().sum();
  const left = maximum(variance.sub(explained), variance.mul(leastVariance));
  return { mean: shared.mul(weights).sum(), deviation: left.sqrt() };
}

/** The programs of a kernel; compiled when first called, for every padded size once. */
function programs(kernel: KernelName) {
  const hope = (point: Arr, known: ProcessPosterior, best: Arr): Arr => {
    const { mean, deviation } = beliefAt(kernel, point, known);
    return logExpectedImprovement(mean, deviation, best);
  };
  return {
    /** -log p(values | points, logs) and its gradient in the logs. */
    likelihood: jit(valueAndGrad((logs: Arr, data: PaddedData) => negativeLogLikelihood(kernel, logs, data))),
    posterior: jit((logs: Arr, data: PaddedData) => posterior(kernel, logs, data)),
    belief: jit((point: Arr, known: ProcessPosterior) => beliefAt(kernel, point, known)),
    /** Log expected improvement at many points, shape [m, d] to [m]. */
    hopes: jit(vmap(hope, { in: [0, null, null] })),
    /** Log expected improvement at a point and its gradient. */
    hope: jit(valueAndGrad(hope)),
  };
}

/** The programs by the name of their kernel. */
export const processPrograms = { matern52: programs("matern52"), rbf: programs("rbf") } as const;
