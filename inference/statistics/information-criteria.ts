/** Information criteria: how well models fit, less what their parameters gain by chance. */

/** Criteria of one model; the smaller, the better, and only differences between models of the same data mean anything. */
export interface InformationCriteria {
  /** Akaike's, deviance + 2 k: estimates the deviance of new data. */
  readonly aic: number;
  /** The same corrected for few data, + 2 k (k + 1) / (n - k - 1); null where there are no more than k + 1 data. */
  readonly aicc: number | null;
  /** Schwarz's Bayesian one, deviance + k ln n: estimates minus twice the logarithm of the evidence. */
  readonly bic: number;
}

/**
 * AIC, AICc and BIC from a deviance: minus twice the logarithm of the greatest likelihood, or a chi-squared where the noise is known.
 *
 * @param deviance  up to a constant that all compared models share
 * @param points  number n of independent data
 * @param fitted  number k of fitted parameters, that of the noise included where it was fitted
 * @example
 * ```ts
 * import { informationCriteria } from "fluxion/inference";
 * const { aic, aicc, bic } = informationCriteria(12, 20, 3);
 * console.log(aic, aicc, bic.toFixed(3)); // → 18 19.5 20.987
 * ```
 * @see Akaike (1974); Hurvich & Tsai (1989), Biometrika 76, 297; Schwarz (1978); Burnham & Anderson (2002), section 2.4
 */
export function informationCriteria(deviance: number, points: number, fitted: number): InformationCriteria {
  const aic = deviance + 2 * fitted;
  const spare = points - fitted - 1;
  return {
    aic,
    aicc: spare > 0 ? aic + (2 * fitted * (fitted + 1)) / spare : null,
    bic: deviance + fitted * Math.log(points),
  };
}

/**
 * Relative weights of models from one criterion of each, exp(-Δ/2) over their sum.
 *
 * @example
 * ```ts
 * import { akaikeWeights } from "fluxion/inference";
 * console.log(akaikeWeights([100, 100 + 2 * Math.log(3)]).map((weight) => weight.toFixed(2))); // → [ '0.75', '0.25' ]
 * ```
 * @see Burnham & Anderson (2002), section 2.9
 */
export function akaikeWeights(criteria: readonly number[]): number[] {
  const least = Math.min(...criteria);
  const likelihoods = criteria.map((criterion) => Math.exp(-(criterion - least) / 2));
  const total = likelihoods.reduce((sum, likelihood) => sum + likelihood, 0);
  return likelihoods.map((likelihood) => likelihood / total);
}
