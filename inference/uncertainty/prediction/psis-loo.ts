/** PSIS-LOO: leave-one-out cross-validation from one posterior, by smoothed importance weights. */
import { array, type Arr } from "../../../src/index.ts";
import { checkOptions, option, OptionError } from "../../../src/internal.ts";
import { meanEffectiveSize } from "../../diagnostics/measures/effective-size.ts";
import {
  byObservation,
  densityText,
  gathered,
  logMeanLikelihood,
  type PredictiveDensity,
} from "./predictive-density.ts";
import { logSumOfExponentials, smoothWeights } from "./smooth-weights.ts";

/** A leave-one-out estimate, with how far each observation can be trusted. */
export interface LeaveOneOut extends PredictiveDensity {
  /** Shape k of the tail of the weights of each observation, shape [n]. */
  readonly paretoK: Arr;
  /** The k up to which this many draws give a reliable estimate: min(1 - 1 / log10(draws), 0.7). */
  readonly largestK: number;
  /** Observations beyond it: they are influential, or the model does not know them. */
  readonly influential: readonly number[];
}

/** What is known of the draws. */
export interface LeaveOneOutOptions {
  /**
   * Effective number of draws over their number, for all observations or for each: it decides how long a tail is smoothed. Default:
   * that of each likelihood, measured where the shape tells chains apart, else 1, as for independent draws.
   */
  readonly relativeEfficiency?: number | readonly number[] | undefined;
}

/**
 * Leave-one-out cross-validation without fitting again: draws are weighted by one over the likelihood of the observation left out,
 * the largest weights smoothed by the Pareto tail they follow.
 *
 * @param logLikelihood  of each observation at each draw of a posterior, shape [chains, draws, n] or [draws, n]
 * @throws   FitError when the shape is another, or a number is not finite
 * @example
 * ```ts
 * import { array, streams } from "fluxion";
 * import { psisLoo } from "fluxion/inference";
 * // Three observations of a mean with unit noise, and its posterior.
 * const y = array([0.3, -0.2, 0.8]);
 * const mu = array(streams.normals(streams.key(1), 1000)).mul(Math.sqrt(1 / 3)).add(0.3);
 * const logLikelihood = y.sub(mu.reshape(1000, 1)).square().mul(-0.5);
 * const { status, effectiveParameters } = psisLoo(logLikelihood);
 * console.log(status, effectiveParameters < 1); // → reliable true
 * ```
 * @see Vehtari, Gelman & Gabry (2017), Statistics and Computing 27, 1413; Vehtari et al. (2024), JMLR 25, 1
 */
export function psisLoo(logLikelihood: Arr, options: LeaveOneOutOptions = {}): LeaveOneOut {
  checkOptions(
    options,
    { relativeEfficiency: option.either(option.each(option.positive()), option.typedArray, option.positive()) },
    "psisLoo",
  );
  const columns = byObservation(logLikelihood, "psisLoo");
  const { relativeEfficiency = measuredEfficiency(columns, logLikelihood.shape) } = options;
  const efficiencies =
    typeof relativeEfficiency === "number" ? columns.map(() => relativeEfficiency) : relativeEfficiency;
  if (efficiencies.length !== columns.length || !efficiencies.every((value) => value > 0)) {
    throw new OptionError({
      where: "psisLoo",
      path: "relativeEfficiency",
      expected: `a positive number, or one for each of ${columns.length} observations`,
      received: efficiencies.length === columns.length ? efficiencies.join(", ") : `${efficiencies.length} numbers`,
    });
  }
  const shapes = new Float64Array(columns.length);
  const elpd = Float64Array.from(columns, (column, i) => {
    const { logWeights, shape } = smoothWeights(
      column.map((value) => -value),
      efficiencies[i]!,
    );
    shapes[i] = shape;
    return logSumOfExponentials(logWeights.map((weight, s) => weight + column[s]!));
  });
  const effective = elpd.map((value, i) => logMeanLikelihood(columns[i]!) - value);
  const sums = gathered(elpd, effective);
  const largestK = Math.min(1 - 1 / Math.log10(columns[0]!.length), 0.7);
  const influential = Array.from(shapes.keys()).filter((i) => !(shapes[i]! <= largestK));
  return {
    method: "PSIS-LOO",
    status: influential.length === 0 ? "reliable" : "unreliable",
    ...sums,
    paretoK: array(shapes),
    largestK,
    influential,
    explain: densityText(sums) + warning(shapes, influential, largestK),
  };
}

/** Effective number of likelihoods over the number of draws; 1 where it cannot be told. */
function measuredEfficiency(columns: readonly Float64Array[], shape: readonly number[]): readonly number[] {
  if (shape.length !== 3) return columns.map(() => 1);
  const [chains = 1, draws = 0] = shape;
  return columns.map((column) => {
    const largest = column.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
    const likelihoods = column.map((value) => Math.exp(value - largest));
    const size = meanEffectiveSize(
      Array.from({ length: chains }, (_, c) => likelihoods.slice(c * draws, (c + 1) * draws)),
    );
    return size > 0 ? size / column.length : 1;
  });
}

function warning(shapes: Float64Array, influential: readonly number[], largestK: number): string {
  if (influential.length === 0) return "";
  const listed = influential.map((i) => `${i} (k = ${shapes[i]!.toFixed(2)})`).join(", ");
  return (
    ` Pareto k exceeds ${largestK.toFixed(2)} at observations ${listed}: fit without each of these to be sure, draw more, or take ` +
    "a noise model with wider tails."
  );
}
