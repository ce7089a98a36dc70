/** Options that every fit shares. */
import type { TargetName } from "../../src/index.ts";
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

/** What may be said of any fit. */
export interface FitOptions<P, S extends Iterate, I> extends SpaceOptions<P> {
  /** When to stop. */
  readonly stop?: StopRules | undefined;
  /** Called after each step. */
  readonly onStep?: ((step: FitStep<P, S, I>) => void) | undefined;
  /** Ends the fit before its next step once aborted, from `onStep` for example; the solution is then "cancelled". */
  readonly signal?: AbortSignal | undefined;
  /** State of an earlier solution of the same fit, to go on from instead of the initial parameters. */
  readonly resume?: S | undefined;
  /** Where the objective runs. Default: compiled to WebAssembly. */
  readonly target?: TargetName | undefined;
}
