/** Reproducible numbers for tests. */
import seedrandom from "seedrandom";

/** Standard normal numbers by Box and Muller, the same for the same seed. */
export function normals(seed: string): () => number {
  const uniform = seedrandom(seed);
  return () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}
