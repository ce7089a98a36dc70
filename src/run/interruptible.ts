/** interruptible: a program that is told to end saves what it has, says so, and ends well (Node only). */
import type { SavedRun } from "./checkpointer.ts";
import { stepsText } from "./progress.ts";

/** Signals by which a person (Ctrl-C) or a scheduler asks a process to end. */
export type EndSignal = "SIGINT" | "SIGTERM";
const endSignals: readonly EndSignal[] = ["SIGINT", "SIGTERM"];

/** How work ended. */
export interface Interruptible<T> {
  readonly result: T;
  /** The signal that came meanwhile, if one did. */
  readonly interruption: EndSignal | null;
}

/**
 * Does work with an abort signal that SIGINT and SIGTERM abort. A second signal ends the process at once, as it would
 * have without this.
 */
export async function untilSignal<T>(work: (signal: AbortSignal) => Promise<T>): Promise<Interruptible<T>> {
  const controller = new AbortController();
  let interruption: EndSignal | null = null;
  // The listener stays until the work has ended: a save under way listens too, and ends the process if it is alone.
  const onSignal = (name: EndSignal): void => {
    if (interruption !== null) {
      release();
      process.kill(process.pid, name);
    }
    interruption = name;
    controller.abort(new Error(`interrupted by ${name}`));
  };
  const release = (): void => {
    for (const name of endSignals) process.off(name, onSignal);
  };
  for (const name of endSignals) process.on(name, onSignal);
  try {
    const result = await work(controller.signal);
    return { result, interruption };
  } finally {
    release();
  }
}

/**
 * Does work that a person or a scheduler may cut short. After SIGINT or SIGTERM the work's `signal` is aborted; once it
 * has ended, and with it saved its checkpoint, a sentence goes to standard error and the process exits with 0. Without a
 * signal the result is given back.
 *
 * @param work  hands the signal on: to `minimizeAsync`, `runSteps` and their like
 * @example
 * ```ts
 * import { type Arr } from "fluxion";
 * import { minimizeAsync } from "fluxion/inference";
 * import { interruptible } from "fluxion/node";
 * const bowl = (p: { x: Arr }) => p.x.sub(3).square();
 * const fit = await interruptible((signal) =>
 *   minimizeAsync(bowl, { x: 0 }, { run: { signal, resume: "bowl.checkpoint" } }),
 * );
 * console.log(fit.params.x.item()); // → 3
 * ```
 */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const { result, interruption } = await untilSignal(work);
  if (interruption === null) return result;
  process.stderr.write(`${interruptionSentence(interruption, result)}\n`);
  process.exit(0);
}

/** What a person reads after an interruption, as far as the result tells. */
export function interruptionSentence(signal: EndSignal, result: unknown): string {
  const { explain, steps, saved } = (typeof result === "object" ? (result ?? {}) : {}) as {
    readonly explain?: unknown;
    readonly steps?: unknown;
    readonly saved?: SavedRun | null;
  };
  if (typeof explain === "string") return `Interrupted by ${signal}. ${explain}`;
  const after = typeof steps === "number" ? ` after ${stepsText(steps)}` : "";
  if (saved == null) return `Interrupted by ${signal}${after}.`;
  return saved.failure === null
    ? `Interrupted by ${signal}${after} and saved in ${saved.name}; the same run goes on from there.`
    : `Interrupted by ${signal}${after}; ${saved.name} could not be written and holds an earlier step: ${saved.failure.message}`;
}
