/** What two samplers must agree on, and how closely. */
import type { Values } from "./benchmark.ts";

/** Deviations agree to some 3 % with a thousand effective draws each, those of heavy tails to a few times that. */
export const MONTE_CARLO_TOLERANCE = 0.25;

/** Standard deviations of the coordinates: means may be zero, of which no relative error can be taken. */
export function valuesOf(draws: readonly (readonly Float64Array[])[]): Values {
  return {
    deviations: draws.map((chains) => {
      const all = chains.flatMap((chain) => Array.from(chain));
      const mean = all.reduce((sum, value) => sum + value, 0) / all.length;
      return Math.sqrt(all.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (all.length - 1));
    }),
  };
}
