/** Threads: groups of chains on worker threads beside this one, each of which takes the next group that nobody has taken. */
import type { MessagePort } from "node:worker_threads";
import type { Key } from "../../../src/internal.ts";
import { type DensityCode, densityOf } from "../dynamics/density.ts";
import { type GroupFrom, GroupRun, type RunLength, type SavedGroup } from "./group-run.ts";
import type { GroupState, Sampler } from "../sampler/sampler.ts";

/** A group before the run. */
export interface GroupStart<S extends GroupState> {
  readonly from: GroupFrom<S>;
  readonly key: Key;
}

/** The groups of a run as data: what a thread must know to run any of them. */
export interface GroupTask<S extends GroupState> {
  readonly sampler: { readonly name: string; readonly settings: Sampler["settings"] };
  readonly code: DensityCode;
  readonly groups: readonly GroupStart<S>[];
  /** Chains in each group. */
  readonly width: number;
  readonly length: RunLength;
  /** Counters that all threads share: see `Board`. */
  readonly counters: SharedArrayBuffer;
}

/** What a worker thread is given. */
export interface WorkerData {
  readonly task: GroupTask<GroupState>;
  /** Where finished groups are posted. */
  readonly port: MessagePort;
}

/** What a worker posts. */
export type WorkerMessage =
  | { readonly kind: "group"; readonly index: number; readonly saved: SavedGroup }
  | { readonly kind: "failure"; readonly error: unknown };

/** Groups are run in turns of so many iterations, between which progress is told and cancellation heard. */
export const TURN = 10;

/** Counters in shared memory: what is taken, what is done, how far each group is. */
export class Board {
  readonly #counters: Int32Array;
  static readonly #taken = 0;
  static readonly #posted = 1;
  static readonly #cancelled = 2;
  static readonly #firstGroup = 3;

  constructor(counters: ArrayBufferLike) {
    this.#counters = new Int32Array(counters);
  }

  /** Bytes for so many groups. */
  static bytes(groups: number): number {
    return (Board.#firstGroup + 2 * groups) * Int32Array.BYTES_PER_ELEMENT;
  }

  /** The number of a group that nobody else has taken or will take. */
  take(): number {
    return Atomics.add(this.#counters, Board.#taken, 1);
  }

  /** Says how far a group is. */
  tell(group: number, iterations: number, divergences: number): void {
    Atomics.store(this.#counters, Board.#firstGroup + 2 * group, iterations);
    Atomics.store(this.#counters, Board.#firstGroup + 2 * group + 1, divergences);
  }

  /** Iterations and divergences of all groups. */
  progress(): { iterations: number; divergences: number } {
    const told = { iterations: 0, divergences: 0 };
    for (let i = Board.#firstGroup; i < this.#counters.length; i += 2) {
      told.iterations += Atomics.load(this.#counters, i);
      told.divergences += Atomics.load(this.#counters, i + 1);
    }
    return told;
  }

  cancel(): void {
    Atomics.store(this.#counters, Board.#cancelled, 1);
  }

  get isCancelled(): boolean {
    return Atomics.load(this.#counters, Board.#cancelled) === 1;
  }

  /** Says that a message has been posted, and wakes who waits for one. */
  posted(): void {
    Atomics.add(this.#counters, Board.#posted, 1);
    Atomics.notify(this.#counters, Board.#posted);
  }

  get postedCount(): number {
    return Atomics.load(this.#counters, Board.#posted);
  }

  /** Sleeps until more than `known` messages have been posted, for some milliseconds at most. */
  waitForPost(known: number, milliseconds: number): void {
    Atomics.wait(this.#counters, Board.#posted, known, milliseconds);
  }
}

/** Runs the groups that this thread can take, one after the other. */
export function runTakenGroups<S extends GroupState>(
  sampler: Sampler<S>,
  task: GroupTask<S>,
  finished: (index: number, saved: SavedGroup<S>) => void,
  betweenTurns: () => void,
): void {
  const board = new Board(task.counters);
  const { width, length } = task;
  const density = densityOf(task.code);
  const method = sampler.bind(density, length.warmup);
  for (let index = board.take(); index < task.groups.length; index = board.take()) {
    const { from, key } = task.groups[index]!;
    const run = new GroupRun(method, key, from, { width, size: density.size }, length);
    while (!run.isDone && !board.isCancelled) {
      run.advance(TURN);
      board.tell(index, run.iteration * width, run.divergences);
      betweenTurns();
    }
    finished(index, run.saved());
  }
}
