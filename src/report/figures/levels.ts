/** Confidence levels of two parameters taken together. */

/** A contour level. */
export interface ContourLevel {
  /** For the legend: "1σ". */
  readonly label: string;
  /** Chi-squared above its minimum. */
  readonly deltaChi2: number;
  /** Probability inside the contour for a Gaussian: 1 - exp(-deltaChi2 / 2). */
  readonly probability: number;
}

/**
 * One, two and three sigma for two parameters. Two parameters together enclose the probability of k sigma of one where
 * 1 - exp(-deltaChi2 / 2) = erf(k / sqrt 2): 2.30, 6.18, 11.83.
 * Source: Press et al. (2007), Numerical Recipes, section 15.6.5.
 */
export const sigmaLevels: readonly ContourLevel[] = [0.6826894921370859, 0.9544997361036416, 0.9973002039367398].map(
  (probability, index) => ({
    label: `${index + 1}σ`,
    deltaChi2: -2 * Math.log1p(-probability),
    probability,
  }),
);
