/** PredictiveDensity: how well a model is expected to predict new data, from its posterior. */
import { array, type Arr } from "../../../src/index.ts";
import { describeShape, FitError } from "../../../src/internal.ts";
import { variance } from "../../diagnostics/measures/moments.ts";
import { short } from "../../solution/summary.ts";
import { logSumOfExponentials } from "./smooth-weights.ts";

/** The expected log predictive density of new data like those observed; the larger, the better. */
export interface PredictiveDensity {
  /** "WAIC" or "PSIS-LOO". */
  readonly method: string;
  /** "reliable", or "unreliable" where the estimate of some observation is not to be trusted: `explain` says which. */
  readonly status: "reliable" | "unreliable";
  /** Sum over the observations. */
  readonly elpd: number;
  /** Its standard error, from the spread of the observations. */
  readonly standardError: number;
  /** What the posterior gains by having seen the data: an effective number of parameters. */
  readonly effectiveParameters: number;
  /** The terms of each observation, shape [n]. */
  readonly pointwise: { readonly elpd: Arr; readonly effectiveParameters: Arr };
  /** What to make of it, in a sentence. */
  readonly explain: string;
}

/** Log-likelihoods by observation: for each of n observations all draws. */
export function byObservation(logLikelihood: Arr, where: string): Float64Array[] {
  const { shape } = logLikelihood;
  if (shape.length !== 2 && shape.length !== 3) {
    throw new FitError({
      where,
      path: "logLikelihood",
      expected: "shape [chains, draws, observations] or [draws, observations]",
      received: describeShape(shape),
      hint: "pointwiseLogLikelihood makes it of draws and a function of the parameters.",
    });
  }
  const observations = shape.at(-1)!;
  const numbers = logLikelihood.toArray();
  const draws = observations === 0 ? 0 : numbers.length / observations;
  if (draws < 2 || observations < 2) {
    throw new FitError({
      where,
      path: "logLikelihood",
      expected: "two draws and two observations at least",
      received: describeShape(shape),
    });
  }
  const columns = Array.from({ length: observations }, (_, i) =>
    Float64Array.from({ length: draws }, (_, s) => numbers[s * observations + i]!),
  );
  columns.forEach((column, i) => {
    const bad = column.findIndex((value) => !Number.isFinite(value));
    if (bad < 0) return;
    throw new FitError({
      where,
      path: `logLikelihood[..., ${i}]`,
      expected: "finite numbers",
      received: `${column[bad]!} at draw ${bad}`,
      hint: "An observation that a draw calls impossible has no leave-one-out estimate; look at the noise model there.",
    });
  });
  return columns;
}

/** log of the mean likelihood of each observation over the draws. */
export function logMeanLikelihood(column: Float64Array): number {
  return logSumOfExponentials(column) - Math.log(column.length);
}

/** The sums over observations, with their error. */
export function gathered(
  elpd: Float64Array,
  effective: Float64Array,
): Pick<PredictiveDensity, "elpd" | "standardError" | "effectiveParameters" | "pointwise"> {
  const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);
  return {
    elpd: sum(elpd),
    standardError: Math.sqrt(elpd.length * variance(elpd)),
    effectiveParameters: sum(effective),
    pointwise: { elpd: array(elpd), effectiveParameters: array(effective) },
  };
}

/** One model among others. */
export interface ModelComparison {
  readonly name: string;
  readonly elpd: number;
  /** By how much it is worse than the best: zero for that, else negative. */
  readonly difference: number;
  /** Standard error of the difference, from the differences of the observations. */
  readonly differenceError: number;
  readonly status: PredictiveDensity["status"];
}

/**
 * Models of the same observations, the one that predicts best first. Differences below four, or below twice their error, do not
 * tell models apart.
 *
 * @throws FitError naming a model of another number of observations, or of another method
 * @example
 * ```ts
 * import { array } from "fluxion";
 * import { comparePredictions, waic } from "fluxion/inference";
 * const good = waic(array([[-1, -1.2, -0.9], [-1.1, -1, -1]]));
 * const bad = waic(array([[-3, -2.2, -2.9], [-3.1, -2, -3]]));
 * console.log(comparePredictions({ bad, good }).map(({ name }) => name)); // → [ 'good', 'bad' ]
 * ```
 * @see Vehtari, Gelman & Gabry (2017), Statistics and Computing 27, 1413, section 5; Sivula et al. (2020) for the threshold
 */
export function comparePredictions(models: Readonly<Record<string, PredictiveDensity>>): ModelComparison[] {
  const entries = Object.entries(models).sort(([, a], [, b]) => b.elpd - a.elpd);
  const [first] = entries;
  if (first === undefined) return [];
  const best = first[1].pointwise.elpd.toArray();
  return entries.map(([name, model]) => {
    const own = model.pointwise.elpd.toArray();
    if (own.length !== best.length || model.method !== first[1].method) {
      throw new FitError({
        where: "comparePredictions",
        path: name,
        expected: `${first[1].method} of ${best.length} observations, as ${first[0]} has`,
        received: `${model.method} of ${own.length}`,
        hint: "Models are compared on the same data by the same method.",
      });
    }
    const differences = Float64Array.from(own, (value, i) => value - best[i]!);
    return {
      name,
      elpd: model.elpd,
      difference: differences.reduce((sum, value) => sum + value, 0),
      differenceError: Math.sqrt(own.length * variance(differences)),
      status: model.status,
    };
  });
}

/** "elpd -29.7 ± 7.0, 4.3 effective parameters." */
export function densityText({
  elpd,
  standardError,
  effectiveParameters,
}: Omit<PredictiveDensity, "explain" | "status" | "method">): string {
  const number = (value: number): string => short(Number(value.toPrecision(4)));
  return `elpd ${number(elpd)} ± ${number(standardError)}, ${number(effectiveParameters)} effective parameters.`;
}
