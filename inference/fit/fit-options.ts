/** Options that every fit shares. */
import type { RunOf } from "../../src/internal.ts";
import type { StepRecord } from "../drive/drive.ts";
import type { Iterate } from "./iterate.ts";
import type { StopRules } from "./judge.ts";
import type { SpaceOptions } from "../problem/parameters.ts";

/** What a listener hears after each step of a fit. */
export interface FitStep<P, S, I> extends StepRecord<S, I> {
  /** The objective after the step. */
  readonly value: number;
  /** The parameters after the step. */
  readonly params: P;
}

/** How a fit runs: what it goes on from is the state of an earlier solution of the same fit, and where the fit is awaited also a file. */
export type FitRunOptions<Resume> = RunOf<"progress" | "signal" | "resume" | "target", Resume>;

/** What may be said of any fit; `Resume` is what it goes on from. */
export interface FitOptions<P, S extends Iterate, I, Resume = S> extends SpaceOptions<P> {
  /** When to stop. */
  readonly stop?: StopRules | undefined;
  /** Called after each step. */
  readonly onStep?: ((step: FitStep<P, S, I>) => void) | undefined;
  /** How the fit runs. Once its `signal` is aborted, from `onStep` for example, it ends before its next step: "cancelled". */
  readonly run?: FitRunOptions<Resume> | undefined;
}
