/** Bijectors: smooth one-to-one maps from unconstrained numbers to the values that parameters may take. */
export { above, below, type Bijector, exponential, identity, scaledLogistic } from "./elementwise.ts";
export { isElementwise, type VectorBijector } from "./vector-bijector.ts";
export { choleskyFactor } from "./cholesky-factor.ts";
export { correlation } from "./correlation.ts";
export { ordered } from "./ordered.ts";
export { positiveDefinite } from "./positive-definite.ts";
export { simplex } from "./simplex.ts";
export { sumToZero } from "./sum-to-zero.ts";
export { unitVector } from "./unit-vector.ts";
