/** WAIC: the predictive density from the variance of the log-likelihood over the posterior. */
import type { Arr } from "../../../src/index.ts";
import { variance } from "../../diagnostics/measures/moments.ts";
import {
  byObservation,
  densityText,
  gathered,
  logMeanLikelihood,
  type PredictiveDensity,
} from "./predictive-density.ts";

/** A variance of the log-likelihood of one observation beyond this makes WAIC a poor approximation. */
const largestVariance = 0.4;

/**
 * Watanabe's information criterion on the scale of the log predictive density; -2 elpd is what others call WAIC. `psisLoo` estimates the
 * same and knows better when it fails.
 *
 * @param logLikelihood  of each observation at each draw of a posterior, shape [chains, draws, n] or [draws, n]
 * @throws   FitError when the shape is another, or a number is not finite
 * @example
 * ```ts
 * import { array } from "fluxion";
 * import { waic } from "fluxion/inference";
 * const { elpd, effectiveParameters } = waic(array([[-1, -2], [-1.2, -2.2]]));
 * console.log(elpd.toFixed(4), effectiveParameters.toFixed(4)); // → -3.2300 0.0400
 * ```
 * @see Watanabe (2010), JMLR 11, 3571; Vehtari, Gelman & Gabry (2017), Statistics and Computing 27, 1413
 */
export function waic(logLikelihood: Arr): PredictiveDensity {
  const columns = byObservation(logLikelihood, "waic");
  const effective = Float64Array.from(columns, variance);
  const elpd = Float64Array.from(columns, (column, i) => logMeanLikelihood(column) - effective[i]!);
  const sums = gathered(elpd, effective);
  const bad = Array.from(effective.keys()).filter((i) => effective[i]! > largestVariance);
  const note =
    bad.length === 0
      ? ""
      : ` The variance of the log-likelihood exceeds ${largestVariance} at observations ${bad.join(", ")}: take psisLoo instead.`;
  return {
    method: "WAIC",
    status: bad.length === 0 ? "reliable" : "unreliable",
    ...sums,
    explain: densityText(sums) + note,
  };
}
