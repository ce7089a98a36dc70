/** Moments: mean and covariance of vectors that come one by one, without losing digits to their size. */

/** What is known of the vectors so far; plain data. */
export interface Moments {
  readonly count: number;
  /** Shape [n]. */
  readonly mean: Float64Array;
  /** Sum of squared deviations from the mean; shape [n], or [n, n] by rows with correlations. */
  readonly deviations: Float64Array;
}

/** Which deviations are summed. */
export type MomentsKind = "variances" | "covariances";

/** Of no vectors yet. */
export function noMoments(n: number, kind: MomentsKind): Moments {
  return {
    count: 0,
    mean: new Float64Array(n),
    deviations: new Float64Array(kind === "variances" ? n : n * n),
  };
}

/** With one more vector. @see Welford (1962), Technometrics 4, 419 */
export function withVector(moments: Moments, vector: Float64Array): Moments {
  const n = vector.length;
  const count = moments.count + 1;
  const mean = moments.mean.slice();
  const deviations = moments.deviations.slice();
  const before = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    before[i] = vector[i]! - mean[i]!;
    mean[i] = mean[i]! + before[i]! / count;
  }
  if (deviations.length === n) {
    for (let i = 0; i < n; i++) deviations[i] = deviations[i]! + before[i]! * (vector[i]! - mean[i]!);
    return { count, mean, deviations };
  }
  // (x - old mean)(x - new mean)ᵀ is symmetric: the factors are proportional.
  const share = (count - 1) / count;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      deviations[i * n + j] = deviations[i * n + j]! + share * before[i]! * before[j]!;
    }
  }
  return { count, mean, deviations };
}

/** The unbiased variances or covariances. */
export function covarianceOf({ count, deviations }: Moments): Float64Array {
  return deviations.map((sum) => sum / (count - 1));
}
