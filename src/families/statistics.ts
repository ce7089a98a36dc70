/** Statistics of samples along axes: quantiles, weighted means, covariances, and sums of what is there where NaN marks what is missing. */
export {
  average,
  corrcoef,
  cov,
  median,
  nanMax,
  nanMean,
  nanMin,
  nanStandardDeviation,
  nanSum,
  nanVariance,
  percentile,
  quantile,
} from "../ops/index.ts";
