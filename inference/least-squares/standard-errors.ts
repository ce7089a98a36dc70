/** Standard errors of a least-squares fit, from the Jacobian and what is known of the noise. */
import { standardErrorsOf } from "../fisher/covariance.ts";
import { type InformationSpectrum, spectrumOfJacobian, standardErrorsOfJacobian } from "../fisher/spectrum.ts";
import { dot } from "../linear-algebra/vectors.ts";
import type { RobustLoss } from "../problem/robust-loss.ts";
import type { ResidualIterate } from "./methods/least-squares-method.ts";
import { weigh } from "./robust/weighting.ts";

/**
 * What is known of the noise. `known`: residuals are whitened, each with unit variance, so that their sum of squares is a
 * chi-squared. `estimated`: residuals have one unknown variance, taken from their sum of squares over the degrees of freedom.
 */
export type NoiseKnowledge = "known" | "estimated";

/**
 * One error for each of the free coordinates, the others being held: infinite where nothing determines it, or where the
 * noise is to be estimated from no more residuals than parameters.
 *
 * Under a robust loss, noise that is known makes the summed losses a chi-squared, minus twice the logarithm of a likelihood
 * with long tails: errors enclose a rise by one, and an outlier carries no information. Noise that is estimated asks for
 * nothing but independent residuals of one distribution: errors are Huber's asymptotic ones.
 *
 * @see Huber (1981), Robust Statistics, section 7.6, for the asymptotic errors and their correction for few data
 */
export function leastSquaresErrors(
  { residuals, jacobian }: ResidualIterate,
  free: readonly number[],
  noise: NoiseKnowledge,
  loss: RobustLoss | undefined,
): Float64Array {
  const n = jacobian.length / residuals.length;
  const part = columnsOf(jacobian, n, free);
  if (loss !== undefined && noise === "known") {
    residuals.forEach((residual, i) => {
      const weight = Math.sqrt(Math.max(0, responseOf(residual, loss)));
      for (let k = 0; k < free.length; k++) part[i * free.length + k] = weight * part[i * free.length + k]!;
    });
  }
  const known = standardErrorsOfJacobian(part, free.length);
  if (known !== null) {
    const spread = noise === "known" ? 1 : estimatedNoise(residuals, free.length, loss);
    return known.map((error) => spread * error);
  }
  const spectrum = spectrumOfJacobian(part, free.length);
  const spread = noise === "known" ? 1 : estimatedNoise(residuals, determinedOf(spectrum), loss);
  return standardErrorsOf(spectrum).map((error) => (spread === Number.POSITIVE_INFINITY ? spread : spread * error));
}

/** How many directions are determined. */
function determinedOf({ eigenvalues, floor }: InformationSpectrum): number {
  return eigenvalues.filter((value) => value > floor).length;
}

/** Standard deviation of the noise about a fit of `determined` parameters, as the errors see it. */
function estimatedNoise(residuals: Float64Array, determined: number, loss: RobustLoss | undefined): number {
  const m = residuals.length;
  if (m <= determined) return Number.POSITIVE_INFINITY;
  if (loss === undefined) return Math.sqrt(dot(residuals, residuals) / (m - determined));
  const { pull } = weigh(residuals, loss);
  const responses = residuals.map((residual) => responseOf(residual, loss));
  const mean = responses.reduce((sum, value) => sum + value, 0) / m;
  // So many residuals are outliers that the loss no longer curves up: nothing can be said.
  if (mean <= 0) return Number.POSITIVE_INFINITY;
  const variance = responses.reduce((sum, value) => sum + (value - mean) ** 2, 0) / m;
  const correction = 1 + ((determined / m) * variance) / mean ** 2;
  return (correction * Math.sqrt(dot(pull, pull) / (m - determined))) / mean;
}

/** Half the second derivative of the loss by the residual. */
function responseOf(residual: number, loss: RobustLoss): number {
  const z = (residual / loss.scale) ** 2;
  return loss.slope(z) + 2 * z * loss.curvature(z);
}

/** Some columns of a matrix given row by row. */
export function columnsOf(matrix: Float64Array, n: number, columns: readonly number[]): Float64Array {
  const m = matrix.length / n;
  const part = new Float64Array(m * columns.length);
  for (let i = 0, k = 0; i < m; i++) {
    for (const j of columns) part[k++] = matrix[i * n + j]!;
  }
  return part;
}
