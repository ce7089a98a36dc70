/** The driver: the one loop that runs every method, with its stop rule, records and cancellation. */
import type { Method } from "./method.ts";

/** What a listener hears after each step. */
export interface StepRecord<S, I> {
  /** Number of the step, from 1. */
  readonly step: number;
  /** The state after the step. */
  readonly state: S;
  /** What happened in it. */
  readonly info: I;
}

/** When a run ends. */
export interface DriveRules<S, V> {
  /** Steps after which the run stops if nothing else has ended it. */
  readonly maxSteps: number;
  /** A verdict that ends the run, or null to go on; asked of the first state too. */
  readonly judge: (state: S) => V | null;
  /** Ends the run before the next step once aborted. */
  readonly signal?: AbortSignal | undefined;
}

/** How a run ended: the verdict of its judge, or what stopped it before there was one. */
export interface DriveEnd<S, V> {
  /** The last state. */
  readonly state: S;
  /** Steps taken in this run. */
  readonly steps: number;
  /** Why it ended. */
  readonly verdict: V | "max-steps" | "cancelled";
}

/**
 * Runs a method one step at a time, as an iterator that yields a record after each step and returns how it ended. A
 * caller that wants to breathe between steps iterates; one that does not calls `drive`.
 */
export function* iterate<S, I, V>(
  method: Pick<Method<never, S, I>, "step">,
  start: S,
  rules: DriveRules<S, V>,
): Generator<StepRecord<S, I>, DriveEnd<S, V>, undefined> {
  let state = start;
  for (let steps = 0; ; steps++) {
    const verdict = rules.judge(state);
    if (verdict !== null) return { state, steps, verdict };
    if (rules.signal?.aborted === true) return { state, steps, verdict: "cancelled" };
    if (steps >= rules.maxSteps) return { state, steps, verdict: "max-steps" };
    const stepped = method.step(state);
    state = stepped.state;
    yield { step: steps + 1, state, info: stepped.info };
  }
}

/** Runs a method to its end, telling `onStep` of each step. */
export function drive<S, I, V>(
  method: Pick<Method<never, S, I>, "step">,
  start: S,
  rules: DriveRules<S, V>,
  onStep?: (record: StepRecord<S, I>) => void,
): DriveEnd<S, V> {
  const run = iterate(method, start, rules);
  for (let next = run.next(); ; next = run.next()) {
    if (next.done === true) return next.value;
    onStep?.(next.value);
  }
}
