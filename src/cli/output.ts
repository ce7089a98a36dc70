/** Output: where a command says what it has to say. */

import type { types } from "../../inference/index.ts";

/** Two streams of whole lines; the first is the result and nothing else. */
export interface Output {
  /** A line (or several) of the result. */
  readonly result: (text: string) => void;
  /** A line for the person at the terminal. */
  readonly remark: (text: string) => void;
  /** Where progress is shown, if that is a terminal. */
  readonly terminal?: types.TerminalStream;
}

/** Standard output and standard error. */
export const processOutput: Output = {
  result: (text) => process.stdout.write(`${text}\n`),
  remark: (text) => process.stderr.write(`${text}\n`),
  terminal: process.stderr,
};
