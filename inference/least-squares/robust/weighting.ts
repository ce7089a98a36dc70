/** Weighting: what a robust loss makes of residuals, their cost and the linear problem of a step. */
import { dot } from "../../linear-algebra/vectors.ts";
import type { RobustLoss } from "../../problem/robust-loss.ts";

/** The sum of squares of residuals, or of their losses: scale² rho((r / scale)²). */
export function costOf(residuals: Float64Array, loss: RobustLoss | undefined): number {
  if (loss === undefined) return dot(residuals, residuals);
  let sum = 0;
  for (const residual of residuals) sum += loss.rho((residual / loss.scale) ** 2);
  return loss.scale * loss.scale * sum;
}

/** Residuals under a loss, r, with the weights of their squares. */
export interface WeightedResiduals {
  /** rho' r: half the derivative of the cost by each residual, shape [m]. */
  readonly pull: Float64Array;
  /** s, by which rows of the Jacobian are multiplied: s² is half the second derivative of the cost, kept positive. */
  readonly row: Float64Array;
  /** rho' r / s: residuals whose squares, with the rows above, have the slope and curvature of the cost. */
  readonly offset: Float64Array;
}

/**
 * Half the second derivative of the cost by a residual is rho' + 2 z rho''. It vanishes or turns negative for outliers; at
 * this fraction of rho' it is cut off, where it neither lengthens a step nor, with offsets growing as one over its root,
 * costs digits.
 */
const leastCurvature = 2 ** -10;

/** The second-order weights of Triggs and others. */
export function weigh(residuals: Float64Array, loss: RobustLoss): WeightedResiduals {
  const m = residuals.length;
  const [pull, row, offset] = [new Float64Array(m), new Float64Array(m), new Float64Array(m)];
  for (let i = 0; i < m; i++) {
    const residual = residuals[i]!;
    const z = (residual / loss.scale) ** 2;
    const slope = loss.slope(z);
    const curvature = slope + 2 * z * loss.curvature(z);
    pull[i] = slope * residual;
    row[i] = Math.sqrt(Math.max(curvature, leastCurvature * slope));
    offset[i] = row[i]! > 0 ? pull[i]! / row[i]! : 0;
  }
  return { pull, row, offset };
}
