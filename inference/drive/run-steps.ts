/** Long runs: the driver's loop with an event loop that breathes, progress, cancellation and checkpoints around it. */
import { type DriveEnd, type DriveRules, iterate, type StepRecord } from "./drive.ts";
import type { Method } from "./method.ts";
import {
  breathe,
  breathInterval,
  type Checkpoint,
  Checkpointer,
  checkOptions,
  checkpointOf,
  option,
  type OptionChecks,
  type ProgressStage,
  ProgressTeller,
  runFileCheck,
  type RunIdentity,
  type RunOf,
  type SavedRun,
} from "../../src/internal.ts";

/** What earlier parts of a run have done. */
export interface RunBefore {
  readonly steps: number;
  /** Wall time, seconds. */
  readonly seconds: number;
}

/** What surrounds the steps of a long run. */
export interface StepsOptions<S, I, R = I> {
  /** What the run is called in its progress. Default "run". */
  readonly label?: string | undefined;
  /** Steps there will be, for the time that is left; null where a verdict will end the run. Default null. */
  readonly total?: number | null | undefined;
  /** How far a state is, in the unit of the total. Default: steps. */
  readonly position?: ((state: S) => number) | undefined;
  /** Called before the first step, with what earlier parts of the run have done: nothing, unless it goes on from a file. */
  readonly onStart?: ((before: RunBefore) => void) | undefined;
  /** Called after each step. */
  readonly onStep?: ((record: StepRecord<S, I>) => void) | undefined;
  /** What the progress says of the latest step. Default: what belongs to its stage. */
  readonly note?: ((record: StepRecord<S, I>) => string) | undefined;
  /** What kind of run its progress is told to be. Default `{ stage: "steps" }`. */
  readonly stage?: ((state: S) => ProgressStage) | undefined;
  /** What to keep of each step, to be found in the end and in checkpoints; undefined for nothing. Default: its info. */
  readonly keep?: ((record: StepRecord<S, I>) => R | undefined) | undefined;
  /** What tells the run from others; has to be said where `run.resume` is. */
  readonly identity?: RunIdentity | undefined;
  /** How it runs. What it goes on from is a file, in which it is saved too. */
  readonly run?: RunOf<"progress" | "signal" | "resume"> | undefined;
}

/** Checks of the options. */
const checks: OptionChecks<StepsOptions<unknown, unknown>> = {
  label: option.text,
  total: option.orNull(option.fromZero),
  position: option.callback,
  onStart: option.callback,
  onStep: option.callback,
  note: option.callback,
  stage: option.callback,
  keep: option.callback,
  identity: option.nested({
    question: option.text,
    method: option.text,
    options: option.anything,
    parameters: option.each(option.text),
    inputs: option.text,
  }),
  run: runFileCheck(["progress", "signal", "resume"], {
    seed: "the steps are yours, and their random numbers with them: keep a key in the state",
    threads: "the steps are yours, and run on this thread",
    target: "the steps are yours, compiled already",
  }),
};

/** When the steps end; the signal that ends them before is said of the run. */
export type StepsRules<S, V> = Omit<DriveRules<S, V>, "signal">;

/** Checks of the rules. */
const ruleChecks: OptionChecks<StepsRules<unknown, unknown>> = { maxSteps: option.fromZero, judge: option.callback };

/** @throws OptionError naming what is not there or cannot be */
function checkSteps<S, I, V, R>(rules: StepsRules<S, V>, options: StepsOptions<S, I, R>, where: string): void {
  checkOptions(rules, ruleChecks, where, "rules", ["maxSteps", "judge"]);
  // Looked at before the options are known to be any.
  const given: unknown = options;
  const resumes = typeof given === "object" && given !== null && options.run?.resume !== undefined;
  checkOptions(options, checks, where, "", resumes ? ["identity"] : []);
}

/** How a long run ended. */
export interface RunEnd<S, V, R> extends DriveEnd<S, V> {
  /** Steps from the beginning, those before a checkpoint included. */
  readonly steps: number;
  /** What was kept of them. */
  readonly records: readonly R[];
  /** Wall time of them, seconds. */
  readonly seconds: number;
  /** The checkpoint that holds this end; null where none was asked for. */
  readonly saved: SavedRun | null;
}

/** What a loop runs: the step of a method. */
export type Stepper<S, I> = Pick<Method<never, S, I>, "step">;

/**
 * Runs a method to its end without blocking the event loop. Where a checkpoint of the same run is there, the run goes on
 * from it and ends in the same bits as one that was never interrupted.
 *
 * @param start  the state before the first step; asked for only where no checkpoint is continued
 * @param rules  when to stop; `maxSteps` counts from the beginning, not from the checkpoint
 * @returns the last state, steps, verdict and what was kept of each step
 * @throws  DataError when the checkpoint is damaged, of another run, or cannot be written; what the method throws, after
 *          the last whole step has been saved
 * @example
 * ```ts
 * import { digest, runSteps } from "fluxion/inference/methods";
 * const newton = {
 *   step: ({ x }: { readonly x: number }) => ({ state: { x: 0.5 * (x + 2 / x) }, info: x * x - 2 }),
 * };
 * const end = await runSteps(newton, () => ({ x: 1 }), {
 *   maxSteps: 100,
 *   judge: ({ x }) => (Math.abs(x * x - 2) < 1e-15 ? "exact" : null),
 * }, {
 *   identity: { question: "root", method: "newton", options: {}, parameters: ["x"], inputs: digest(2) },
 *   run: { resume: "root.checkpoint" },
 * });
 * console.log(end.verdict, end.state.x.toFixed(6), end.records.length === end.steps); // → exact 1.414214 true
 * ```
 */
export async function runSteps<S, I, V, R = I>(
  method: Stepper<S, I>,
  start: () => S,
  rules: StepsRules<S, V>,
  options: StepsOptions<S, I, R> = {},
): Promise<RunEnd<S, V, R>> {
  checkSteps(rules, options, "runSteps");
  const run = await LongRun.open<S, I, R>(start, options);
  try {
    const iterator = run.iterate(method, rules);
    for (;;) {
      const next = iterator.next();
      if (next.done === true) return await run.end(next.value);
      run.hear(next.value);
      if (run.isBreathDue()) await run.breathe();
    }
  } catch (error) {
    await run.abandon();
    throw error;
  }
}

/**
 * The same run as a stream of its steps, for a caller that looks at each: `for await (const { state } of streamSteps(…))`.
 * Leaving the loop early saves the run and ends it.
 *
 * @param start  the state before the first step; asked for only where no checkpoint is continued
 * @param rules  when to stop; `maxSteps` counts from the beginning, not from the checkpoint
 * @throws  as `runSteps`
 * @example
 * ```ts
 * import { streamSteps } from "fluxion/inference/methods";
 * const halving = { step: (x: number) => ({ state: x / 2, info: null }) };
 * const seen: number[] = [];
 * for await (const { state } of streamSteps(halving, () => 1, { maxSteps: 3, judge: () => null })) seen.push(state);
 * console.log(seen.join(" ")); // → 0.5 0.25 0.125
 * ```
 */
export async function* streamSteps<S, I, V, R = I>(
  method: Stepper<S, I>,
  start: () => S,
  rules: StepsRules<S, V>,
  options: StepsOptions<S, I, R> = {},
): AsyncGenerator<StepRecord<S, I>, RunEnd<S, V, R>, undefined> {
  checkSteps(rules, options, "streamSteps");
  const run = await LongRun.open<S, I, R>(start, options);
  try {
    const iterator = run.iterate(method, rules);
    for (;;) {
      const next = iterator.next();
      if (next.done === true) return await run.end(next.value);
      run.hear(next.value);
      yield next.value;
      if (run.isBreathDue()) await run.breathe();
    }
  } finally {
    await run.abandon();
  }
}

/** A run in progress: where it stands, its clock, and whom it tells. */
class LongRun<S, I, R> {
  readonly #options: StepsOptions<S, I, R>;
  readonly #checkpointer: Checkpointer<S, R> | null;
  readonly #keep: (record: StepRecord<S, I>) => R | undefined;
  readonly #records: R[];
  readonly #teller: ProgressTeller;
  /** Steps and seconds of earlier parts of the run. */
  readonly #before: RunBefore;
  readonly #began = performance.now();
  #lastBreath = this.#began;
  #state: S;
  #steps: number;
  #latest: StepRecord<S, I> | null = null;
  #isOpen = true;

  static async open<S, I, R>(start: () => S, options: StepsOptions<S, I, R>): Promise<LongRun<S, I, R>> {
    const checkpoint = checkpointOf(options.run?.resume);
    const { identity } = options;
    if (checkpoint === undefined || identity === undefined) {
      return new LongRun(start(), [], { steps: 0, seconds: 0 }, null, options);
    }
    const checkpointer = new Checkpointer<S, R>(checkpoint, identity);
    const found = await checkpointer.open();
    if (found !== null) return new LongRun(found.state, found.records, found, checkpointer, options);
    try {
      const state = start();
      // A file that cannot be written is found out now, not after an hour.
      checkpointer.begin({ steps: 0, seconds: 0, ended: null, state, records: [] });
      await checkpointer.settled();
      if (checkpointer.failure !== null) throw checkpointer.failure;
      return new LongRun(state, [], { steps: 0, seconds: 0 }, checkpointer, options);
    } catch (error) {
      await checkpointer.close();
      throw error;
    }
  }

  private constructor(
    state: S,
    records: readonly R[],
    before: RunBefore,
    checkpointer: Checkpointer<S, R> | null,
    options: StepsOptions<S, I, R>,
  ) {
    this.#state = state;
    this.#steps = before.steps;
    this.#records = [...records];
    this.#before = before;
    this.#checkpointer = checkpointer;
    this.#options = options;
    // Where nothing else is said, R is I.
    this.#keep = options.keep ?? ((record) => record.info as unknown as R);
    const { label = "run", total = null, run } = options;
    options.onStart?.({ steps: before.steps, seconds: before.seconds });
    const step = options.position?.(state) ?? before.steps;
    this.#teller = new ProgressTeller(run?.progress, { label, total, before: { step, seconds: before.seconds } });
  }

  /** The steps from here, numbered from the beginning. */
  *iterate<V>(method: Stepper<S, I>, rules: StepsRules<S, V>): Generator<StepRecord<S, I>, DriveEnd<S, V>, undefined> {
    const { steps: before } = this.#before;
    const iterator = iterate(method, this.#state, {
      ...rules,
      maxSteps: Math.max(0, rules.maxSteps - before),
      signal: this.#options.run?.signal,
    });
    for (let next = iterator.next(); ; next = iterator.next()) {
      if (next.done === true) return next.value;
      yield before === 0 ? next.value : { ...next.value, step: next.value.step + before };
    }
  }

  hear(record: StepRecord<S, I>): void {
    this.#state = record.state;
    this.#steps = record.step;
    this.#latest = record;
    const kept = this.#keep(record);
    if (kept !== undefined) this.#records.push(kept);
    this.#options.onStep?.(record);
  }

  /** Whether the event loop has waited long enough; where saves are counted in steps, whether one is due. */
  isBreathDue(): boolean {
    const now = performance.now();
    if (now - this.#lastBreath >= breathInterval) return true;
    return this.#checkpointer?.isDue(this.#steps, this.#seconds(now)) === true;
  }

  async breathe(): Promise<void> {
    const checkpointer = this.#checkpointer;
    if (checkpointer?.isDue(this.#steps, this.#seconds()) === true) checkpointer.begin(this.#now(null));
    this.#teller.tell(...this.#progress());
    await breathe();
    this.#lastBreath = performance.now();
  }

  async end<V>({ state, verdict }: DriveEnd<S, V>): Promise<RunEnd<S, V, R>> {
    const checkpointer = this.#checkpointer;
    const ended = verdict === "cancelled" ? null : typeof verdict === "string" ? verdict : JSON.stringify(verdict);
    const now = this.#now(ended);
    await this.#close(now);
    const saved = checkpointer === null ? null : { name: checkpointer.name, failure: checkpointer.failure };
    const { steps, seconds } = now;
    return { state, verdict, steps, seconds, records: this.#records, saved };
  }

  /** Saves the last whole step of a run that ends before its end; a failure to save hides no other. */
  async abandon(): Promise<void> {
    if (this.#isOpen) await this.#close(this.#now(null));
  }

  async #close(now: Omit<Checkpoint<S, R>, "identity">): Promise<void> {
    this.#isOpen = false;
    const checkpointer = this.#checkpointer;
    try {
      this.#teller.end(...this.#progress());
      checkpointer?.begin(now);
    } finally {
      // Whatever a listener throws, the place is left to others.
      await checkpointer?.close();
    }
  }

  #now(ended: string | null): Omit<Checkpoint<S, R>, "identity"> {
    return { steps: this.#steps, seconds: this.#seconds(), ended, state: this.#state, records: this.#records };
  }

  #seconds(now = performance.now()): number {
    return this.#before.seconds + (now - this.#began) / 1000;
  }

  #progress(): [step: number, stage: ProgressStage, note?: string] {
    const { note, stage, position } = this.#options;
    const step = position?.(this.#state) ?? this.#steps;
    const what = stage?.(this.#state) ?? { stage: "steps" };
    return note === undefined || this.#latest === null ? [step, what] : [step, what, note(this.#latest)];
  }
}
