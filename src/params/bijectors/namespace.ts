/** What scripts call `bijectors`. */
export { above, below, exponential, identity, scaledLogistic, softplus } from "./elementwise.ts";
export { correlation } from "./correlation.ts";
export { ordered } from "./ordered.ts";
export { simplex } from "./simplex.ts";
