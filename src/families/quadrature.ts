/** Quadrature: integrals of functions by fixed and adaptive rules. */
export {
  type AdaptiveIntegral,
  type AdaptiveOptions,
  type EmbeddedRule,
  gaussKronrod,
  gaussLegendre,
  type IntegralEstimate,
  integrate,
  integrateAdaptive,
  integrateKronrod,
  type IntegrateOptions,
  type KronrodCount,
  type KronrodOptions,
  type QuadratureRule,
} from "../numerics/index.ts";
