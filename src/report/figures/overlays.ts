/** What a posterior can be compared with in a corner figure. */
import type { FigureDraws, NumberList } from "./chains.ts";

/** A multivariate normal distribution to compare a posterior with. */
export interface GaussianOverlay {
  /** For the legend: "Laplace". */
  readonly label: string;
  /** One mean a parameter, in the order of the draws. */
  readonly mean: NumberList;
  /** Covariance, rows and columns in the order of the draws. */
  readonly covariance: readonly NumberList[];
}

/** Other draws of the same parameters to compare a posterior with. */
export interface DrawsOverlay {
  /** For the legend: "Laplace". */
  readonly label: string;
  /** Draws of the same parameters in the same order, as many as one likes. */
  readonly draws: readonly FigureDraws[];
}
