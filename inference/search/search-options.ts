/** Options of a search, checked and completed. */
import { targetCheck } from "../problem/target-check.ts";
import type { TargetName } from "../../src/index.ts";
import { option, type OptionChecks } from "../../src/internal.ts";
import type { StepRecord } from "../drive/drive.ts";
import type { Deck } from "./deck.ts";
import type { KernelName } from "./process/kernel.ts";
import type { SearchInfo, SearchSettings, SearchState, StartDesign } from "./search-method.ts";

/** How to search. */
export interface SearchOptions {
  /** Evaluations of start and surrogate together, those in the deck that a search has made included. Default 20 + 15 d. */
  readonly evaluations?: number | undefined;
  /** Decides every random choice: a whole number or text. Default 0. */
  readonly seed?: number | string | undefined;
  /** The search ends once a value at most this is found. Default: never. */
  readonly goal?: number | undefined;
  /** How the start is laid out. Default "sobol". */
  readonly design?: StartDesign | undefined;
  /** Points of the start; those of a deck count. Default 2 d + 2. */
  readonly startCount?: number | undefined;
  /** What the surrogate supposes of the objective. Default "matern52". */
  readonly kernel?: KernelName | undefined;
  /** How many of the best points are polished by L-BFGS-B where there is a gradient, each in a region of its own. Default 2. */
  readonly polish?: number | undefined;
  /** What has been evaluated before, here or elsewhere; the search goes on from it. */
  readonly deck?: Deck | undefined;
  /** Called after each step. */
  readonly onStep?: ((step: StepRecord<SearchState, SearchInfo>) => void) | undefined;
  /** Ends the search before its next step once aborted. */
  readonly signal?: AbortSignal | undefined;
  /** Where the objective runs, if it is differentiable. Default: compiled to WebAssembly. */
  readonly target?: TargetName | undefined;
}

/** Checks of the options. */
export const searchChecks: OptionChecks<SearchOptions> = {
  evaluations: option.whole(0),
  seed: option.seed,
  goal: option.number,
  design: option.choice("sobol", "latin-hypercube"),
  startCount: option.whole(1),
  kernel: option.choice("matern52", "rbf"),
  polish: option.whole(0),
  deck: option.object,
  onStep: option.callback,
  signal: option.abortSignal,
  target: targetCheck,
};

/** The settings, with defaults for `dimensions` axes. */
export function searchSettings(options: SearchOptions, dimensions: number): SearchSettings {
  const settings: SearchSettings = {
    design: options.design ?? "sobol",
    startCount: options.startCount ?? 2 * dimensions + 2,
    evaluations: options.evaluations ?? 20 + 15 * dimensions,
    kernel: options.kernel ?? "matern52",
    polish: options.polish ?? 2,
    goal: options.goal ?? Number.NEGATIVE_INFINITY,
  };
  return settings;
}
