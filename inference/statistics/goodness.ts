/** Goodness of fit: what a chi-squared says of a model, alone and against others. */
import { gammaQ } from "../../src/internal.ts";
import { type InformationCriteria, informationCriteria } from "./information-criteria.ts";

/**
 * The probability that chance alone gives a chi-squared at least this large: Q(dof/2, chi2/2).
 *
 * @param chi2  chi-squared
 * @param dof  degrees of freedom
 * @returns  between 0 and 1; null when dof is not positive, as then chi-squared says nothing
 * @example
 * ```ts
 * import { chiSquaredProbability } from "fluxion/inference";
 * console.log(chiSquaredProbability(2, 2)); // → 0.3678794411714422
 * ```
 * @see Abramowitz & Stegun 26.4.19
 */
export function chiSquaredProbability(chi2: number, dof: number): number | null {
  return dof > 0 ? gammaQ(dof / 2, chi2 / 2).item() : null;
}

/** What judges a fit as a whole. */
export interface GoodnessOfFit extends InformationCriteria {
  readonly chi2: number;
  /** Number of data. */
  readonly points: number;
  /** Number of fitted parameters. */
  readonly fitted: number;
  /** points - fitted. */
  readonly dof: number;
  /** chi2 / dof; null when dof is not positive. */
  readonly reduced: number | null;
  /** Probability of a chi-squared at least this large; null when dof is not positive. */
  readonly probability: number | null;
}

/**
 * Degrees of freedom, probability and information criteria of a chi-squared.
 *
 * @param chi2  chi-squared at the best fit
 * @param points  number of independent data, less what was profiled out
 * @param fitted  number of fitted parameters
 * @example
 * ```ts
 * import { goodnessOfFit } from "fluxion/inference";
 * const { dof, aic } = goodnessOfFit(46.2478676953, 38, 4);
 * console.log(dof, aic); // → 34 54.2478676953
 * ```
 * @see Akaike (1974); Schwarz (1978)
 */
export function goodnessOfFit(chi2: number, points: number, fitted: number): GoodnessOfFit {
  const dof = points - fitted;
  return {
    chi2,
    points,
    fitted,
    dof,
    reduced: dof > 0 ? chi2 / dof : null,
    probability: chiSquaredProbability(chi2, dof),
    ...informationCriteria(chi2, points, fitted),
  };
}
