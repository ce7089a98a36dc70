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
export type { FixedStepOptions } from "./ode/fixed-steps.ts";
export { leapfrog, leapfrogStep } from "./ode/leapfrog.ts";
export { rk4, rk4Step, type TimeDerivative } from "./ode/rk4.ts";
export type { Force, KineticOptions, PhaseSpace, SplittingOptions } from "./ode/splitting.ts";
export type { Times } from "./ode/times.ts";
export { yoshida4, yoshida4Step } from "./ode/yoshida4.ts";
export { explainStatus, solverStatus } from "./status.ts";
