/** Random numbers inside programs: functions of a key that compile, map and differentiate; the same numbers on every target. */

export { bits, fold, key, type KeyLike, split } from "./draws/key-arrays.ts";
export { categorical, permutation } from "./draws/choices.ts";
export { poisson } from "./draws/counts.ts";
export { beta, chiSquared, dirichlet, gamma, type GammaOptions, studentT } from "./draws/gamma.ts";
export { multivariateNormal, normal, type NormalOptions } from "./draws/normal.ts";
export {
  bernoulli,
  cauchy,
  type DrawOptions,
  exponential,
  gumbel,
  integers,
  laplace,
  logistic,
  type ScaleOptions,
  uniform,
  type UniformOptions,
} from "./draws/uniform.ts";
