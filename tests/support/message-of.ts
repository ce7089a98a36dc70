/** The text of the error that a call ends in, for inline snapshots: of a place in a file the line is left out, as it moves. */
export function messageOf(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    return String(error).replaceAll(/\((\S+\.ts):\d+:\d+\)/g, "($1)");
  }
  throw new Error("the call was expected to throw and did not");
}
