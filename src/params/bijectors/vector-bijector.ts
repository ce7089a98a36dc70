/** Vector bijectors: smooth one-to-one maps onto vectors or matrices whose components constrain each other. */
import type { Arr } from "../../array/index.ts";

/**
 * A map from a vector u of unconstrained numbers to a vector or a matrix x, which its last axes hold; axes before them are so
 * many of it. Like `Bijector`, but u may be shorter than x.
 */
export interface VectorBijector {
  readonly name: string;
  /** Axes of one x: 1 for a vector, 2 for a square matrix. */
  readonly rank: 1 | 2;
  /** Shortest axis of an x. */
  readonly shortest: number;
  /**
   * Positions of the components that tell an x of the given shape, in row-major order: u has a number for each, and
   * `logDetJacobian` counts x by them unless its bijector says otherwise.
   */
  readonly coordinates: (shape: readonly number[]) => readonly number[];
  /** x(u): shape [..., m] -> [..., n] or [..., n, n]. */
  readonly forward: (unconstrained: Arr) => Arr;
  /** u(x), for x inside of the range: shape [..., n] or [..., n, n] -> [..., m]. */
  readonly inverse: (value: Arr) => Arr;
  /**
   * log |det dx/du|, one number an x: shape [..., m] -> [...]. x is counted by its `coordinates`, or by area where a bijector says so.
   */
  readonly logDetJacobian: (unconstrained: Arr) => Arr;
  /** What is wrong with an x, in row-major order, that has no u, as a clause to follow "expected"; null when there is nothing. */
  readonly complaint: (value: Float64Array) => string | null;
}

/** Whether a bijector acts on each element by itself. */
export function isElementwise<B extends object>(bijector: B | VectorBijector): bijector is B {
  return !("coordinates" in bijector);
}
