/** The checkpointer: when a run is saved and from what it goes on. */
import { DataError } from "../errors/index.ts";
import { type Checkpoint, checkpointLines, readCheckpoint, type RunIdentity } from "./checkpoint.ts";
import type { CheckpointStore } from "./checkpoint-store.ts";
import { namedStore } from "./named-store.ts";

/** What became of the last checkpoint. */
export interface SavedRun {
  /** Path of the file, or what the store is called. */
  readonly name: string;
  /** Why it could not be written, where it could not; the file then holds an earlier step. */
  readonly failure: Error | null;
}

/** Where and how often a run is saved. */
export interface CheckpointOptions {
  /** Path of a file, in a page the name under which the browser keeps it, or a store of your own. */
  readonly file: string | CheckpointStore;
  /** Saved after this many seconds, or this many steps, whichever comes first. Default: every 30 seconds. */
  readonly every?: { readonly seconds?: number; readonly steps?: number } | undefined;
  /**
   * What becomes of a checkpoint that is there already. `resume`: the run goes on from it. `require`: the same, and it is
   * an error if there is none. `refuse`: it is an error. `replace`: the run starts afresh and overwrites it.
   * Default `resume`. A checkpoint of another run is never continued and, but for `replace`, never overwritten.
   */
  readonly existing?: "resume" | "require" | "refuse" | "replace" | undefined;
}

/** Saves one run. */
export class Checkpointer<S, R> {
  /** Where the checkpoint lies, for sentences. */
  readonly name: string;
  /** The latest save that failed, if no later one succeeded. */
  failure: Error | null = null;
  readonly #store: CheckpointStore;
  readonly #identity: RunIdentity;
  readonly #existing: NonNullable<CheckpointOptions["existing"]>;
  readonly #everySeconds: number;
  readonly #everySteps: number;
  #savedSeconds = 0;
  #savedSteps = 0;
  #writing: Promise<void> | null = null;
  #unlock: (() => Promise<void>) | null = null;

  constructor(options: CheckpointOptions, identity: RunIdentity) {
    const { file, every, existing } = options;
    this.#store = typeof file === "string" ? namedStore(file) : file;
    this.name = this.#store.name;
    this.#identity = identity;
    this.#existing = existing ?? "resume";
    this.#everySeconds = every?.seconds ?? (every?.steps === undefined ? 30 : Infinity);
    this.#everySteps = every?.steps ?? Infinity;
  }

  /**
   * The checkpoint to go on from, or null for a run from its beginning. From here to `close` nobody else saves there.
   *
   * @throws DataError when the file cannot be read, is damaged or of another run, or is not wanted, or missing, or when another run
   *         saves to it
   */
  async open(): Promise<Checkpoint<S, R> | null> {
    this.#unlock = (await this.#store.lock?.()) ?? null;
    try {
      return await this.#found();
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  async #found(): Promise<Checkpoint<S, R> | null> {
    if (this.#existing === "replace") return null;
    const lines = await this.#store.read();
    if (lines === null) {
      if (this.#existing !== "require") return null;
      throw new DataError({
        where: "checkpoint",
        path: this.name,
        problem: "there is no such checkpoint to go on from",
      });
    }
    if (this.#existing === "refuse") {
      throw new DataError({
        where: "checkpoint",
        path: this.name,
        problem: "there is a file already",
        hint: "Go on from it, or name another file to start afresh.",
      });
    }
    const checkpoint = readCheckpoint<S, R>(lines, this.name, this.#identity);
    this.#savedSeconds = checkpoint.seconds;
    this.#savedSteps = checkpoint.steps;
    return checkpoint;
  }

  /** Whether it is time to save, and no save is under way. */
  isDue(steps: number, seconds: number): boolean {
    if (this.#writing !== null || steps === this.#savedSteps) return false;
    return steps - this.#savedSteps >= this.#everySteps || seconds - this.#savedSeconds >= this.#everySeconds;
  }

  /**
   * Begins to save, after whatever save is under way; the run goes on meanwhile. A failure is kept, and tried again when
   * the next save is due.
   *
   * @throws DataError when the state is no plain data
   */
  begin(now: Omit<Checkpoint<S, R>, "identity">): void {
    const lines = checkpointLines({ ...now, identity: this.#identity });
    [this.#savedSteps, this.#savedSeconds] = [now.steps, now.seconds];
    const earlier = this.#writing ?? Promise.resolve();
    const writing = earlier
      .then(() => this.#store.write(lines))
      .then(
        () => {
          this.failure = null;
        },
        (error: unknown) => {
          this.failure = error instanceof Error ? error : new Error(String(error));
        },
      )
      .then(() => {
        if (this.#writing === writing) this.#writing = null;
      });
    this.#writing = writing;
  }

  /** Waits for the save under way. */
  async settled(): Promise<void> {
    await this.#writing;
  }

  /** Waits for the save under way and leaves the place to others. */
  async close(): Promise<void> {
    await this.settled();
    const unlock = this.#unlock;
    this.#unlock = null;
    await unlock?.();
  }
}
