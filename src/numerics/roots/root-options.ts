/** What root finders are told, and what they tell. */

import type { Arr } from "../../array/index.ts";
import { ParameterError } from "../../errors/index.ts";

/** How the search for a root went. */
export interface RootSearch {
  /** A code of `solverStatus`, i32[]. */
  readonly status: Arr;
  /** Number of steps taken, i32[]. */
  readonly steps: Arr;
}

/** A root and how it was found. */
export interface Root<X> extends RootSearch {
  /** Where the function vanishes; differentiable in all that the function reads. */
  readonly root: X;
}

/** Checks a bound on the number of steps. @throws ParameterError */
export function requireSteps(where: string, maximumSteps: number): void {
  if (Number.isInteger(maximumSteps) && maximumSteps >= 1) return;
  throw new ParameterError({
    where,
    path: "maximumSteps",
    expected: "an integer >= 1",
    received: String(maximumSteps),
  });
}
