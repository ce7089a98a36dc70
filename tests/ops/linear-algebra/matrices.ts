/** Matrices and measures that tests of linear algebra share. */

import { expect } from "vitest";
import { type Arr, array, eye, matMul, swapAxes } from "fluxion";
import seedrandom from "seedrandom";

/** Uniform in [-1, 1). */
export function randomMatrix(shape: readonly number[], seed: string): Arr {
  const draw = seedrandom(seed);
  const size = shape.reduce((n, m) => n * m, 1);
  return array(
    Array.from({ length: size }, () => 2 * draw() - 1),
    { shape },
  );
}

export const symmetric = (n: number, seed: string): Arr => {
  const a = randomMatrix([n, n], seed);
  return a.add(a.T);
};

export const positiveDefinite = (n: number, seed: string): Arr => {
  const a = randomMatrix([n, n], seed);
  return matMul(a, a.T).add(eye(n));
};

export const hilbert = (n: number): Arr =>
  array(Array.from({ length: n }, (_, i) => Array.from({ length: n }, (__, j) => 1 / (i + j + 1))));

/** Largest magnitude; NaN if any is; 0 of nothing. */
export function largest(x: Arr): number {
  let most = 0;
  for (const value of x.toArray()) if (!(Math.abs(value) <= most)) most = Math.abs(value);
  return most;
}

/** The arrays of a decomposition, in their order. */
export function arraysOf(factors: object): Arr[] {
  return Object.values(factors) as Arr[];
}

export const transposed = (x: Arr): Arr => swapAxes(x, -1, -2);

/** How far the columns are from orthonormal. */
export function defect(columns: Arr): number {
  return largest(matMul(transposed(columns), columns).sub(eye(columns.shape.at(-1)!)));
}

export const EPSILON = 2 ** -52;

/** Elements agree to a fraction of the largest expected one, or of 1: where small ones are differences of large ones. */
export function expectNear(given: Arr, expected: Arr, tolerance: number): void {
  expect(given.shape).toEqual(expected.shape);
  const scale = Math.max(1, ...Array.from(expected.toArray(), Math.abs));
  const furthest = Math.max(0, ...Array.from(given.sub(expected).toArray(), Math.abs));
  expect(furthest / scale).toBeLessThanOrEqual(tolerance);
}
