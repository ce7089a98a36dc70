/** A run with a large state that is saved all the time, for a test to kill in the middle of a write. */
import { pathToFileURL } from "node:url";
import { interruptible } from "fluxion/node";
import { type Method, runSteps } from "fluxion/inference/methods";

interface Field {
  readonly x: number;
  /** A file of two megabytes. */
  readonly values: Float64Array;
}

/** A chaotic number that leaves its mark in a large field. */
export const field: Method<number, Field, null> = {
  init: (x) => ({ x, values: new Float64Array(2e5).map((_, i) => Math.sin(i)) }),
  step: ({ x, values }) => {
    const next = values.slice();
    next[Math.floor(x * next.length)] = x;
    return { state: { x: 3.99 * x * (1 - x), values: next }, info: null };
  },
};

/** Runs it for so many steps, saving whenever the last save has ended. */
export const runField = (file: string, maxSteps: number, signal?: AbortSignal) =>
  runSteps(
    field,
    () => field.init(0.3),
    { maxSteps, judge: () => null },
    {
      keep: () => undefined,
      identity: { question: "field", method: "logistic", options: {}, parameters: ["x"], inputs: "" },
      run: { signal, resume: { file, every: { steps: 1 } } },
    },
  );

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  await interruptible((signal) => runField(process.argv[2] ?? "", Infinity, signal));
}
