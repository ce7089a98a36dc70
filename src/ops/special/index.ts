/** Special functions that are composed of others, listed. */

export { logBeta } from "./log-beta.ts";
export { log1mexp, logAddExp, logit, xLogY } from "./logarithms.ts";
export { i0, i0e, i1, i1e } from "./modified-bessel.ts";
export { logNormalCdf, normalCdf } from "./normal-cdf.ts";
export { normalQuantile } from "./normal-quantile.ts";
export { logSoftmax, softmax } from "./softmax.ts";
