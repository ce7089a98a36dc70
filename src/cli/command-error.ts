/** CommandError: a request that cannot be carried out, in one line that says what would have been possible. */

/** Reported as `Error: <message>` with exit code 1. */
export class CommandError extends Error {
  override readonly name = "CommandError";
}

/** A sentence with a list of what is possible: `Unknown dataset 'x'. Supported: cmb, sn.` */
export function unknownName(kind: string, received: string, supported: readonly string[]): CommandError {
  return new CommandError(`Unknown ${kind} '${received}'. Supported: ${supported.join(", ")}.`);
}
