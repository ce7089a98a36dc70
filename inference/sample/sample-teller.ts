/** SampleTeller: tells of a run of chains, in iterations over all of them. */
import { type ProgressHandler, type ProgressStage, ProgressTeller } from "../../src/internal.ts";
import type { Iterations } from "./chains/run-groups.ts";
import type { RunDescription } from "./chains/sample-state.ts";

/** What is told of. */
export interface ToldRun {
  readonly description: RunDescription;
  /** Iterations of all chains, warm-up and draws. */
  readonly total: number;
  /** Those of warm-up among them. */
  readonly warmups: number;
}

/** Tells one listener of one run. */
export class SampleTeller {
  #teller: ProgressTeller;
  readonly #warmups: number;
  #latest: Iterations = { iterations: 0, divergences: 0 };

  readonly #begin: (seconds: number) => ProgressTeller;

  constructor(progress: ProgressHandler | undefined, { description, total, warmups }: ToldRun) {
    const label = `sample by ${description.sampler}`;
    this.#begin = (seconds) => new ProgressTeller(progress, { label, total, before: { seconds } });
    this.#teller = this.#begin(0);
    this.#warmups = warmups;
  }

  /** The run goes on after so many seconds of earlier parts. */
  goOn(seconds: number): void {
    this.#teller = this.#begin(seconds);
  }

  /** The chains are here. */
  tell(now: Iterations): void {
    this.#latest = now;
    this.#teller.tell(now.iterations, this.#stage());
  }

  /** The run has ended. */
  end(): void {
    this.#teller.end(this.#latest.iterations, this.#stage());
  }

  #stage(): ProgressStage {
    const { iterations, divergences } = this.#latest;
    return { stage: iterations < this.#warmups ? "warmup" : "draws", divergences };
  }
}
