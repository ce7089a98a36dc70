/** The facts an error carries, before any text is made of them. */
export interface ErrorDetails {
  /** The function the user called: "map", "blackbody". */
  readonly where?: string | undefined;
  /** The place in the user's data: "params.star.temperature", "data[2][1]". */
  readonly path?: string | undefined;
  /** The place in the user's code: "examples/fit.ts:12:7". */
  readonly site?: string | undefined;
  /** What is wrong, as a clause: "trees differ". */
  readonly problem?: string | undefined;
  /** What would have been right: "[] or [n] (K)". */
  readonly expected?: string | undefined;
  /** What came: "[3, 2]". */
  readonly received?: string | undefined;
  /** The way out, as a sentence. */
  readonly hint?: string | undefined;
  /** The exception that led here; its text is reported first. */
  readonly cause?: unknown;
}
