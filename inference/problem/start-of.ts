/** Start: where a call looks or begins, as parameters or as what has them: the solution of a fit. */
import type { Loose } from "../../src/internal.ts";

/** What a fit found, as far as a start needs it. */
export interface FoundParameters<P> {
  readonly params: P;
  /** What was found, as a table; by it what was found is told from parameters. */
  summary(): string;
}

/** Parameters, or the solution of a fit, which stands for its `params`. */
export type Start<P> = Loose<P> | FoundParameters<P>;

/** The parameters. */
export function startOf<P>(start: Start<P>): Loose<P> {
  // Only what was found has functions: leaves of parameters are arrays and numbers. What was found is a Loose<P> as P is.
  return isFound(start) ? (start.params as Loose<P>) : start;
}

function isFound<P>(start: Start<P>): start is FoundParameters<P> {
  return (
    typeof start === "object" &&
    start !== null &&
    "params" in start &&
    typeof start.params === "object" &&
    typeof Reflect.get(start, "summary") === "function"
  );
}
