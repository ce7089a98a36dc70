/** ProgressTeller: tells one listener of one run, with the clock, the rate and the time to go that every run has. */
import {
  type Progress,
  type ProgressHandler,
  type ProgressListener,
  type ProgressStage,
  RateMeter,
  remainingSeconds,
  stageNote,
} from "./progress.ts";

/** Between two reports of a run of short steps, milliseconds: as often as an eye follows. */
const reportInterval = 50;

/** How a run is told of. */
export interface TellerOptions {
  /** What is running: "minimize by lbfgsb". */
  readonly label: string;
  /** Steps there will be; null where a verdict ends the run. */
  readonly total: number | null;
  /** What earlier parts of the run had done. Default: nothing. */
  readonly before?: { readonly step?: number | undefined; readonly seconds: number } | undefined;
}

/** Tells of a run; costs nothing where nobody listens. */
export class ProgressTeller {
  readonly #listener: ProgressListener | null;
  readonly #options: TellerOptions;
  readonly #meter = new RateMeter();
  readonly #began = performance.now();
  #next = Number.NEGATIVE_INFINITY;

  constructor(progress: ProgressHandler | undefined, options: TellerOptions) {
    this.#listener = progress === undefined ? null : listenerOf(progress);
    this.#options = options;
    const { step, seconds } = options.before ?? { step: 0, seconds: 0 };
    // Where an earlier part had come to is not always known before the first step is told.
    if (step !== undefined) this.#meter.at(seconds, step);
  }

  /** The run has come to a step; said at once. */
  tell(step: number, stage: ProgressStage, note?: string): void {
    this.#listener?.update(this.#progress(step, stage, note));
  }

  /** The run has come to a step; said some twenty times a second at most. */
  tellSome(step: number, stage: () => ProgressStage): void {
    if (this.#listener === null) return;
    const now = performance.now();
    if (now < this.#next) return;
    this.#next = now + reportInterval;
    this.tell(step, stage());
  }

  /** The run has ended. */
  end(step: number, stage: ProgressStage, note?: string): void {
    this.#listener?.end(this.#progress(step, stage, note));
  }

  #progress(step: number, stage: ProgressStage, note = stageNote(stage)): Progress {
    const { label, total, before } = this.#options;
    const seconds = (before?.seconds ?? 0) + (performance.now() - this.#began) / 1000;
    const rate = this.#meter.at(seconds, step);
    return { ...stage, label, step, total, seconds, rate, remaining: remainingSeconds(step, total, rate), note };
  }
}

function listenerOf(progress: ProgressHandler): ProgressListener {
  return typeof progress === "function" ? { update: progress, end: progress } : progress;
}
