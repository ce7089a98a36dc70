/** Error factors: gradients of quantities carried into coordinates in which the parameters have unit covariance. */
import type { ParameterCovariance } from "../fisher/parameter-covariance.ts";
import { rowsOf } from "../linear-algebra/square-matrix.ts";
import { dot } from "../linear-algebra/vectors.ts";
import { array } from "../../src/index.ts";
import { eigh } from "../../src/internal.ts";

/** Gradients whose scalar products are covariances. */
export interface ErrorFactor {
  /** One vector for each gradient, over what is determined. */
  readonly factors: readonly Float64Array[];
  /** Standard errors: infinite where an undetermined direction takes part, NaN where a falling one does. */
  readonly errors: Float64Array;
}

/** A quantity whose gradient has at least this part (squared) in an undetermined direction has no finite error. */
const involvedWeight = 1e-12;

/** F with F Fᵀ = G C Gᵀ for gradients G by rows; the square root of C comes from the spectrum where there is one. */
export function errorFactor(
  gradients: readonly Float64Array[],
  { covariance, spectrum }: Pick<ParameterCovariance<unknown>, "covariance" | "spectrum">,
): ErrorFactor {
  if (spectrum === undefined) {
    const roots = rootsOf(rowsOf(covariance));
    const factors = gradients.map((gradient) => Float64Array.from(roots, (root) => dot(root, gradient)));
    return { factors, errors: Float64Array.from(factors, (factor) => Math.sqrt(dot(factor, factor))) };
  }
  const { scale, eigenvalues, vectors, floor } = spectrum;
  const factors: Float64Array[] = [];
  const errors = Float64Array.from(gradients, (gradient) => {
    // In units of sensitivity; a parameter that the information does not know is an undetermined direction of its own.
    const scaled = gradient.map((slope, i) => (scale[i]! > 0 ? slope / scale[i]! : 0));
    const along = vectors.map((vector) => dot(vector, scaled));
    factors.push(
      Float64Array.from(along, (part, k) => (eigenvalues[k]! > floor ? part / Math.sqrt(eigenvalues[k]!) : 0)),
    );
    const size = dot(scaled, scaled);
    let beyond = gradient.some((slope, i) => slope !== 0 && scale[i] === 0) ? Number.POSITIVE_INFINITY : 0;
    along.forEach((part, k) => {
      if (eigenvalues[k]! > floor || part * part <= involvedWeight * size) return;
      beyond = eigenvalues[k]! < -floor ? Number.NaN : beyond + Number.POSITIVE_INFINITY;
    });
    const factor = factors.at(-1)!;
    return Math.sqrt(dot(factor, factor)) + beyond;
  });
  return { factors, errors };
}

/** Vectors whose outer products sum to a covariance, through its spectrum in units of the standard deviations. */
function rootsOf(covariance: readonly Float64Array[]): Float64Array[] {
  const deviations = covariance.map((row, i) => Math.sqrt(row[i]!));
  const unit = deviations.map((deviation) => (deviation > 0 ? deviation : 1));
  const correlations = covariance.map((row, i) => Array.from(row, (value, j) => value / (unit[i]! * unit[j]!)));
  const { values, vectors } = eigh(array(correlations));
  const found = rowsOf(vectors.T);
  return Array.from(values.toArray(), (value, k) =>
    found[k]!.map((component, i) => component * unit[i]! * Math.sqrt(Math.max(value, 0))),
  );
}
