/** Numerical methods built from the operations. */
export { type EmbeddedRule, gaussKronrod, type KronrodCount } from "./gauss-kronrod.ts";
export { gaussLegendre, type QuadratureRule } from "./gauss-legendre.ts";
export { type AdaptiveIntegral, type AdaptiveOptions, integrateAdaptive } from "./integrate-adaptive.ts";
export { type IntegralEstimate, integrateKronrod, type KronrodOptions } from "./integrate-kronrod.ts";
export { integrate, type IntegrateOptions } from "./integrate.ts";
export { cubicSpline, type CubicSplineOptions } from "./interpolation/cubic-spline.ts";
export { linearInterpolation } from "./interpolation/linear-interpolation.ts";
export { pchip } from "./interpolation/pchip.ts";
export type { InterpolationOptions, Interpolant } from "./interpolation/piecewise-polynomial.ts";
export type { SampleData } from "./interpolation/samples.ts";
export { tridiagonalSolve } from "./interpolation/tridiagonal-solve.ts";
export { brent, type BrentOptions } from "./roots/brent.ts";
export { newton, type NewtonOptions } from "./roots/newton.ts";
export type { Root, RootSearch } from "./roots/root-options.ts";
export { explainStatus, solverStatus } from "./status.ts";
export { incompleteBeta } from "./incomplete-beta.ts";
export { inverseIncompleteBeta } from "./inverse-incomplete-beta.ts";
