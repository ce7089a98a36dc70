/** CommandError: a call that cannot be carried out, in one line that says what would have been possible. */
import { nearestName } from "../internal.ts";

/** Reported as `Error: <message>` with exit code 2, the call was wrong. */
export class CommandError extends Error {
  override readonly name: string = "CommandError";
}

/** A sentence with a list of what is possible: `Unknown dataset 'sm'. Supported: cmb, sn. Did you mean sn?` */
export function unknownName(kind: string, received: string, supported: readonly string[]): CommandError {
  const near = nearestName(received, supported);
  const hint = near === undefined ? "" : ` Did you mean ${near}?`;
  return new CommandError(`Unknown ${kind} '${received}'. Supported: ${supported.join(", ")}.${hint}`);
}

/** `value`, if it is one of the names. @throws CommandError with the list */
export function oneOf<T extends string>(kind: string, value: string, supported: readonly T[]): T {
  const found = supported.find((name) => name === value);
  if (found === undefined) throw unknownName(kind, value, supported);
  return found;
}
