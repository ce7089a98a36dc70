/** Initial parameters of chains: a tree of them, or the solution of a fit, which has one. */
import type { Loose } from "../../src/tree/index.ts";
import type { SolutionFields } from "../solution/solution.ts";

/** Where chains start: parameters as a user writes them, or what a fit found. */
export type InitialParameters<P> = Loose<P> | SolutionFields<P>;

/** The parameters: those that a solution holds, or the tree itself. */
export function parametersOf<P>(initial: InitialParameters<P>): Loose<P> {
  // Only a solution has a function of this name: leaves are arrays and numbers.
  const isSolution = typeof initial === "object" && initial !== null && "summary" in initial;
  if (isSolution && typeof initial.summary === "function") return initial.params as Loose<P>;
  return initial as Loose<P>;
}
