/** Every published minimisation problem, for every method to be tried on. */
import { boundedCases } from "./bounded.ts";
import type { MinimizationCase } from "./minimization-case.ts";
import { unboundedCases } from "./unbounded.ts";

export const minimizationCases: readonly MinimizationCase[] = [...unboundedCases, ...boundedCases];

/** The case of a name. */
export function caseNamed(name: string): MinimizationCase {
  const found = minimizationCases.find((one) => one.name === name);
  if (found === undefined) throw new Error(`there is no case ${name}`);
  return found;
}
