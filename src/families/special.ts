/** Special functions: error, gamma, beta and Bessel functions, and the normal distribution's. */
export {
  digamma,
  erf,
  erfc,
  erfInv,
  gammaP,
  gammaQ,
  i0,
  i0e,
  i1,
  i1e,
  j0,
  j1,
  jn,
  lgamma,
  logBeta,
  logNormalCdf,
  normalCdf,
  normalQuantile,
  polygamma,
  xLogY,
} from "../ops/index.ts";
export { incompleteBeta, inverseIncompleteBeta } from "../numerics/index.ts";
