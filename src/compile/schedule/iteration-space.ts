/** Iteration spaces: factorisations of a row-major index range; two of them fuse when one common refinement exists. */

import type { Shape } from "../../array/shape.ts";

/** The lengths of a shape without those of 1: they make no loops. */
export function squeeze(shape: Shape): number[] {
  return shape.filter((length) => length !== 1);
}

/** The coarsest lengths that split into both, or undefined. Both have the same product, which is not zero. */
export function commonRefinement(a: readonly number[], b: readonly number[]): readonly number[] | undefined {
  if (a.length === b.length && a.every((length, i) => length === b[i])) return a;
  // An axis begins at every product of trailing lengths; all of them together must divide one another.
  const cuts = [...new Set([...trailingProducts(a), ...trailingProducts(b)])].sort((x, y) => x - y);
  const lengths: number[] = [];
  let below = 1;
  for (const cut of cuts) {
    if (cut % below !== 0) return undefined;
    lengths.unshift(cut / below);
    below = cut;
  }
  return lengths;
}

function trailingProducts(lengths: readonly number[]): number[] {
  const products: number[] = [];
  let product = 1;
  for (let i = lengths.length - 1; i >= 0; i--) products.push((product *= lengths[i]!));
  return products;
}

/** Strides per axis of `shape` as strides per axis of `lengths`, a refinement of it. */
export function refineStrides(shape: Shape, strides: readonly number[], lengths: readonly number[]): number[] {
  const refined = new Array<number>(lengths.length).fill(0);
  let axis = shape.length - 1;
  let within = 1;
  for (let i = lengths.length - 1; i >= 0; i--) {
    while (axis >= 0 && shape[axis] === within) {
      axis--;
      within = 1;
    }
    refined[i] = strides[axis]! * within;
    within *= lengths[i]!;
  }
  return refined;
}
