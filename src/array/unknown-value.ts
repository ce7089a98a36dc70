/** The error about a traced array whose value was asked for. */

import { callSite, describeType, TracerError } from "../errors/index.ts";
import type { ArrayType } from "./shape.ts";

/** The error for `asked`, as in "it asks for the value", on an array whose function is still traced or has returned. */
export function unknownValueError(type: ArrayType, ended: boolean, { where, asked }: UnknownValue): TracerError {
  if (ended) return escapedError(where);
  return new TracerError({
    where,
    site: callSite(),
    problem: `${asked} of an array ${describeType(type)}, which is not known while the function is traced.`,
    hint: "Use where(condition, x, y) or cond(predicate, onTrue, onFalse) to choose by value, or read values outside of the traced function.",
  });
}

export interface UnknownValue {
  /** The operation that the user called, if it has a name. */
  readonly where?: string;
  /** "it asks for the value". */
  readonly asked: string;
}

/** What is wrong with an array that has left the function in which it was traced. */
export const escapedProblem =
  "an array traced inside a function is used after that function returned; its value never existed.";

/** The error for an array that has left the function in which it was traced. */
export function escapedError(where?: string): TracerError {
  return new TracerError({
    where,
    site: callSite(),
    problem: escapedProblem,
    hint: "Return what you need from the traced function instead of storing it in an outer variable.",
  });
}
