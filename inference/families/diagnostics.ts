/** Measures of Markov chains, one by one: R-hat, effective sizes, Monte Carlo errors, energy; and of importance weights. */
export { type ImportanceWeights, paretoSmoothed } from "../approximate/pareto-smoothing.ts";
export type { ChainDraws, ChainStatistics } from "../diagnostics/measures/draws.ts";
export { rHat, splitRHat } from "../diagnostics/measures/r-hat.ts";
export {
  bulkEffectiveSize,
  deviationEffectiveSize,
  meanEffectiveSize,
  quantileEffectiveSize,
  tailEffectiveSize,
} from "../diagnostics/measures/effective-size.ts";
export {
  deviationMonteCarloError,
  meanMonteCarloError,
  quantileMonteCarloError,
} from "../diagnostics/measures/monte-carlo-error.ts";
export { eBfmi } from "../diagnostics/measures/energy.ts";
