/** Iterate: what every minimiser's state tells, so that one judge can end any of them. */

/** A point on the way to a minimum, and what is known there. */
export interface Iterate {
  /** Where the method stands, shape [n], always within the bounds. */
  readonly point: Float64Array;
  /** The objective there; for least squares the sum of squared residuals. */
  readonly value: number;
  /** Its gradient there, shape [n]; NaN from a method that takes none. */
  readonly gradient: Float64Array;
  /** Where the method started, shape [n]. */
  readonly startPoint: Float64Array;
  /** The objective there. */
  readonly startValue: number;
  /** Decrease of the objective that the local model expects of the next full step; zero at a minimum. */
  readonly expectedDecrease: number;
  /** Largest move of the next full step, relative to the coordinate or the width of its bounds. */
  readonly expectedStep: number;
  /**
   * What the objective can tell apart here: a change as small as rounding its parameters makes. What falls to zero has arrived
   * when no more than this is left to gain.
   */
  readonly resolution?: number;
  /**
   * Only from methods that have no model to expect anything from: the largest component of the projected gradient, each
   * times the size of its coordinate. Their end is judged by it alone.
   */
  readonly gradientNorm?: number;
  /** With it, the least curvature along the steps so far, per square of the sizes of coordinates. */
  readonly leastCurvature?: number;
  /** Whether what is expected of the next step has been measured here, and is not a model's promise alone. */
  readonly confirmed?: boolean;
  /** How often a promise was found to be none. */
  readonly doubts?: number;
  /** The lowest point so far, only from methods that may rise. */
  readonly best?: BestPoint;
  /** Where a method stalled: how far the objective's values lie apart at points that are the same up to rounding. */
  readonly valueNoise?: number;
  /** Calls made so far. */
  readonly evaluations: EvaluationCounts;
  /** Why the method cannot go on, if it cannot. */
  readonly failure: Failure | null;
}

/** A point, and what is known there. */
export type BestPoint = Pick<Iterate, "point" | "value" | "gradient">;

/**
 * `non-finite`: the objective does not exist at the start, or where a method that cannot turn back has come to. `diverged`: it has no lower bound. `stalled`: no acceptable
 * step is left, though the gradient promises one.
 */
export type Failure = "non-finite" | "diverged" | "stalled";

/** How often the objective was called. */
export interface EvaluationCounts {
  /** Calls for the value (or the residuals). */
  readonly value: number;
  /** Calls for the gradient; where one call gives both, it counts in both. */
  readonly gradient: number;
  /** Calls for the Jacobian of residuals. */
  readonly jacobian: number;
  /** Calls for second derivatives of residuals along a direction, by methods that ask for them. */
  readonly curvature?: number;
  /** Calls for a product of the Hessian with a vector, only from methods that make them. */
  readonly hessianProduct?: number;
}

/** The counts after more calls. */
export function counted(counts: EvaluationCounts, more: Partial<EvaluationCounts>): EvaluationCounts {
  const curvature = (counts.curvature ?? 0) + (more.curvature ?? 0);
  const hessianProduct = (counts.hessianProduct ?? 0) + (more.hessianProduct ?? 0);
  const sums = {
    value: counts.value + (more.value ?? 0),
    gradient: counts.gradient + (more.gradient ?? 0),
    jacobian: counts.jacobian + (more.jacobian ?? 0),
  };
  if (curvature === 0 && hessianProduct === 0) return sums;
  return { ...sums, ...(curvature > 0 ? { curvature } : {}), ...(hessianProduct > 0 ? { hessianProduct } : {}) };
}
