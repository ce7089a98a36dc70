/** RunOptions: how a call runs, whatever it computes, in one vocabulary for all calls that run long. */
import type { TargetName } from "../transforms/index.ts";
import type { CheckpointOptions } from "./checkpointer.ts";
import type { ProgressHandler } from "./progress.ts";

/** Where a run is saved and from what it goes on: the path of a file, or how to save. */
export type ResumeFile = string | CheckpointOptions;

/**
 * How a call runs, as its option `run`. What is computed is said beside it; the same call with another `run` computes the same, but
 * for another `seed`, and for rounding another `target`. A call takes the part that it can honour and refuses the rest by name.
 *
 * `Resume` is what the call goes on from: a state of an earlier result, or for calls that are awaited a file.
 */
export interface RunOptions<Resume = ResumeFile> {
  /** What the random numbers follow from: the same seed gives the same numbers, bit for bit. A whole number or text; default 0. */
  readonly seed?: number | string | undefined;
  /** Threads to share the work among, this one included; results are the same for any number. Default 1. */
  readonly threads?: number | undefined;
  /** Hears how far the run is: `progressBar(process.stderr)`, or a function. */
  readonly progress?: ProgressHandler | undefined;
  /** Ends the run before its next step once aborted, from `progress` for example; what is known by then is returned. */
  readonly signal?: AbortSignal | undefined;
  /** What to go on from: `state` of an earlier result of the same call; where the call is awaited also a file to save in and go on from. */
  readonly resume?: Resume | undefined;
  /** Where traced functions run. Default: compiled to WebAssembly. */
  readonly target?: TargetName | undefined;
}

/** The part of RunOptions that a call honours. */
export type RunOf<Names extends keyof RunOptions, Resume = ResumeFile> = Pick<RunOptions<Resume>, Names>;

/** The checkpoint that a `resume` asks for; undefined where it is a state, or nothing. */
export function checkpointOf(resume: unknown): CheckpointOptions | undefined {
  if (typeof resume === "string") return { file: resume };
  // Checked before: what has a file is how to save.
  return isFile(resume) ? (resume as CheckpointOptions) : undefined;
}

/** The state that a `resume` holds; undefined where it names a file, or nothing. */
export function stateOf<S>(resume: S | ResumeFile | undefined): S | undefined {
  // What is no file is a state.
  return typeof resume === "string" || isFile(resume) ? undefined : (resume as S | undefined);
}

function isFile(resume: unknown): boolean {
  return typeof resume === "object" && resume !== null && "file" in resume;
}
