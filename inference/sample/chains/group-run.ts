/** Group runs: one group of chains from where it stands to where it shall be, on whichever thread. */
import { fold, type Key } from "../../../src/internal.ts";
import { noRecords, Recorder, type Records } from "./records.ts";
import type { GroupMethod, GroupState } from "../sampler/sampler.ts";

/** A group between two iterations; plain data. */
export interface SavedGroup<S extends GroupState = GroupState> {
  readonly state: S;
  readonly records: Records;
}

/** Where the chains of a group begin; plain data. */
export interface GroupBeginning {
  /** Shape [chains of the group, n]. */
  readonly positions: Float64Array;
  /** Covariance of the coordinates, by rows; null where it is not known. */
  readonly covariance: Float64Array | null;
}

/** A group that goes on, or one that begins. */
export type GroupFrom<S extends GroupState> = SavedGroup<S> | GroupBeginning;

/** How far groups go. */
export interface RunLength {
  /** Iterations that are not kept. */
  readonly warmup: number;
  /** Iterations that are. */
  readonly draws: number;
}

/** Keys of iterations are numbered from 0, that of the start comes before. */
const START = -1;

/** A group on its way. */
export class GroupRun<S extends GroupState> {
  readonly #method: GroupMethod<S>;
  readonly #key: Key;
  readonly #length: RunLength;
  readonly #recorder: Recorder;
  #state: S;

  /** Goes on from a saved group, or begins. */
  constructor(
    method: GroupMethod<S>,
    key: Key,
    from: GroupFrom<S>,
    shape: { readonly width: number; readonly size: number },
    length: RunLength,
  ) {
    const saved =
      "positions" in from
        ? { state: method.init(from.positions, fold(key, START), from.covariance), records: noRecords() }
        : from;
    this.#method = method;
    this.#key = key;
    this.#length = length;
    this.#state = saved.state;
    this.#recorder = new Recorder(saved.records, shape.width, shape.size, Math.max(length.draws, saved.records.length));
  }

  get iteration(): number {
    return this.#state.iteration;
  }

  get divergences(): number {
    return this.#recorder.divergences;
  }

  get isDone(): boolean {
    return this.#state.iteration >= this.#length.warmup + this.#length.draws;
  }

  /** So many iterations, or as many as are left. */
  advance(iterations: number): void {
    for (let i = 0; i < iterations && !this.isDone; i++) {
      const before = this.#state;
      const { state, info } = this.#method.step(fold(this.#key, before.iteration), before);
      if (before.iteration >= this.#length.warmup) this.#recorder.add(before, state, info);
      this.#state = state;
    }
  }

  /** Where the group stands, and what was kept. */
  saved(): SavedGroup<S> {
    return { state: this.#state, records: this.#recorder.records() };
  }
}
