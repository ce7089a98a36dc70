/** Draws of unconstrained vectors, as the draws of each free number of the parameters. */
import type { UnconstrainedSpace } from "../../src/internal.ts";
import type { ChainDraws } from "../diagnostics/measures/draws.ts";

/** One record a free number, each with one chain of all vectors. */
export function chainDraws<P>(space: UnconstrainedSpace<P>, vectors: readonly Float64Array[]): readonly ChainDraws[] {
  const numbers = vectors.map((vector) => space.numbersAt(vector));
  return space.coordinates.map(({ path, unit }, i) => ({
    path,
    unit,
    chains: [Float64Array.from(numbers, (draw) => draw[i]!)],
  }));
}
