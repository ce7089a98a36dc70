/** Latin hypercubes: random points of a cube of which every slice of every axis holds one. */
import { fold, permutation, uniforms, type Key } from "../../../src/internal.ts";

/**
 * Points of the unit cube such that each of `count` equal slices along every axis holds exactly one.
 *
 * @returns shape [count, dimensions] row by row, in (0, 1)
 * @example
 * ```ts
 * import { latinHypercube } from "fluxion/inference";
 * import { streams } from "fluxion";
 * const points = latinHypercube(streams.key(1), 3, 4); // four points in three dimensions
 * const slices = [0, 3, 6, 9].map((row) => Math.floor(4 * points[row]!));
 * console.log(slices.sort().join(" ")); // → 0 1 2 3
 * ```
 * @see McKay, Beckman & Conover (1979), Technometrics 21, 239
 */
export function latinHypercube(from: Key, dimensions: number, count: number): Float64Array {
  const points = new Float64Array(count * dimensions);
  for (let j = 0; j < dimensions; j++) {
    const slices = permutation(fold(from, 2 * j), count);
    const within = uniforms(fold(from, 2 * j + 1), count);
    for (let i = 0; i < count; i++) points[i * dimensions + j] = (slices[i]! + within[i]!) / count;
  }
  return points;
}
