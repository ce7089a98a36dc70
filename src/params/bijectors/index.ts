/** Bijectors: smooth one-to-one maps from unconstrained numbers to the values that parameters may take. */
export { above, below, type Bijector, exponential, identity, scaledLogistic } from "./elementwise.ts";
export { isElementwise, type VectorBijector } from "./vector-bijector.ts";
export { correlation } from "./correlation.ts";
export { ordered } from "./ordered.ts";
export { simplex } from "./simplex.ts";
