/** The text of the error that a call ends in, for inline snapshots. */
export function messageOf(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    return String(error);
  }
  throw new Error("the call was expected to throw and did not");
}
