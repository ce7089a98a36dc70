/** The progress bar: one line of a terminal, written over and over; nothing at all where there is no terminal. */
import { type Progress, progressLine, type ProgressListener } from "./progress.ts";

/** A stream that may be a terminal: `process.stderr`. */
export interface TerminalStream {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  /** Writes text where the cursor is. */
  write(text: string): unknown;
}

/** Seconds between two writes: as often as an eye follows. */
const interval = 0.1;
/** To the start of the line, and clear to its end. */
const clearLine = "\r\u001B[K";

/**
 * Shows the progress of a run in the last line of a terminal, and clears it at the end. In a pipe or a file it writes
 * nothing.
 *
 * @param stream  where to; `process.stderr` keeps standard output for results
 * @example
 * ```ts
 * import process from "node:process";
 * import { progressBar } from "fluxion/inference";
 * import { runSteps } from "fluxion/inference/methods";
 * const halving = { step: (x: number) => ({ state: x / 2, info: null }) };
 * const rules = { maxSteps: 10, judge: () => null };
 * const { state } = await runSteps(halving, () => 1, rules, { total: 10, run: { progress: progressBar(process.stderr) } });
 * console.log(state); // → 0.0009765625
 * ```
 */
export function progressBar(stream: TerminalStream): ProgressListener {
  let next = Number.NEGATIVE_INFINITY;
  return {
    update(progress: Progress) {
      if (stream.isTTY !== true || progress.seconds < next) return;
      next = progress.seconds + interval;
      stream.write(clearLine + progressLine(progress, (stream.columns ?? 80) - 1));
    },
    end() {
      if (stream.isTTY === true && next > Number.NEGATIVE_INFINITY) stream.write(clearLine);
    },
  };
}
