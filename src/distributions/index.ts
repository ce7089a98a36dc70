/** Probability distributions, listed. */

export { beta, type BetaParameters } from "./bounded/beta.ts";
export { truncatedNormal, type TruncatedNormalParameters } from "./bounded/truncated-normal.ts";
export { uniform, type UniformParameters } from "./bounded/uniform.ts";
export { type CircularDistribution, vonMises, type VonMisesParameters } from "./bounded/von-mises.ts";
export { cauchy } from "./continuous/cauchy.ts";
export { laplace } from "./continuous/laplace.ts";
export type { LocationScale } from "./continuous/location-scale.ts";
export { logistic } from "./continuous/logistic.ts";
export { normal, type NormalParameters } from "./continuous/normal.ts";
export { studentT, type StudentTParameters } from "./continuous/student-t.ts";
export { bernoulli, type BernoulliParameters } from "./discrete/bernoulli.ts";
export { betaBinomial, type BetaBinomialParameters } from "./discrete/beta-binomial.ts";
export { binomial, type BinomialParameters } from "./discrete/binomial.ts";
export { categorical } from "./discrete/categorical.ts";
export { negativeBinomial, type NegativeBinomialParameters } from "./discrete/negative-binomial.ts";
export { orderedLogistic, type OrderedLogisticParameters } from "./discrete/ordered-logistic.ts";
export { poisson } from "./discrete/poisson.ts";
export type {
  Distribution,
  QuantileDistribution,
  RandomSource,
  RandomStream,
  Support,
  UnivariateDistribution,
  VectorDistribution,
} from "./distribution.ts";
export { dirichlet } from "./multivariate/dirichlet.ts";
export { lkjCholesky, type LkjParameters } from "./multivariate/lkj.ts";
export { mixture, type MixtureDistribution, type MixtureParameters } from "./multivariate/mixture.ts";
export { multivariateNormal, type MultivariateNormalParameters } from "./multivariate/multivariate-normal.ts";
export { exponential } from "./positive/exponential.ts";
export { gamma, type GammaParameters } from "./positive/gamma.ts";
export { halfCauchy } from "./positive/half-cauchy.ts";
export { halfNormal } from "./positive/half-normal.ts";
export { inverseGamma, type InverseGammaParameters } from "./positive/inverse-gamma.ts";
export { logNormal } from "./positive/log-normal.ts";
export { weibull, type WeibullParameters } from "./positive/weibull.ts";
