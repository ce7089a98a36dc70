/** What scripts call `bijectors`. */
export { above, below, exponential, identity, scaledLogistic, softplus } from "./elementwise.ts";
export { choleskyFactor } from "./cholesky-factor.ts";
export { correlation } from "./correlation.ts";
export { ordered } from "./ordered.ts";
export { positiveDefinite } from "./positive-definite.ts";
export { simplex } from "./simplex.ts";
export { sumToZero } from "./sum-to-zero.ts";
export { unitVector } from "./unit-vector.ts";
