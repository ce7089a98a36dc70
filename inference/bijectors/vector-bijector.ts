/** Vector bijectors: smooth one-to-one maps onto vectors whose components constrain each other. */
import type { Arr } from "../../src/array/index.ts";

/**
 * A map from unconstrained numbers u to a vector x along the last axis; axes before it are so many vectors.
 *
 * Like the element-wise `Bijector` of the framework, but u may be shorter than x.
 */
export interface VectorBijector {
  readonly name: string;
  /** Shortest vector that it makes. */
  readonly shortest: number;
  /** Length of u for an x of the given length. */
  readonly unconstrainedLength: (length: number) => number;
  /** x(u): shape [..., m] -> [..., n]. */
  readonly forward: (unconstrained: Arr) => Arr;
  /** u(x), for x inside of the range: shape [..., n] -> [..., m]. */
  readonly inverse: (value: Arr) => Arr;
  /** log |det dx/du|, one number a vector: shape [..., m] -> [...]; x is counted by its first m components. */
  readonly logDetJacobian: (unconstrained: Arr) => Arr;
  /** What is wrong with a value that has no u, as a clause to follow "expected"; null when there is nothing. */
  readonly complaint: (value: Float64Array) => string | null;
}
