/** The error about a traced array whose value was asked for. */

import { callSite, TracerError } from "../errors/index.ts";

/** What is wrong with an array that has left the function in which it was traced. */
export const escapedProblem =
  "an array traced inside a function is used after that function returned; its value never existed.";

/** What was asked of which array. */
export interface UnknownValue {
  /** The operation that the user called, if it has a name. */
  readonly where?: string;
  readonly problem: string;
  /** What to do instead of choosing by value, if that is not what was meant. */
  readonly hint?: string | undefined;
  /** Whether the function in which the array was traced has returned. */
  readonly ended: boolean;
}

/** The error for an array whose function is still traced, or has returned. */
export function unknownValueError({ where, problem, hint, ended }: UnknownValue): TracerError {
  if (ended) return escapedError(where);
  return new TracerError({
    where,
    site: callSite(),
    problem,
    hint:
      hint ??
      "Use where(condition, x, y) or cond(predicate, onTrue, onFalse) to choose by value, or read values outside the traced function.",
  });
}

/** The error for an array that has left the function in which it was traced. */
export function escapedError(where?: string): TracerError {
  return new TracerError({
    where,
    site: callSite(),
    problem: escapedProblem,
    hint: "Return what you need from the traced function instead of storing it in an outer variable.",
  });
}
