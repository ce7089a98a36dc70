/** Options of a search, checked and completed. */
import { option, runCheck, runFileCheck, type OptionChecks, type RunOf } from "../../src/internal.ts";
import type { StepRecord } from "../drive/drive.ts";
import type { Deck } from "./deck.ts";
import type { KernelName } from "./process/kernel.ts";
import type { SearchInfo, SearchSettings, SearchState, StartDesign } from "./search-method.ts";

/** How to search. */
export interface SearchOptions {
  /** Evaluations of start and surrogate together, those in the deck that a search has made included. Default 20 + 15 d. */
  readonly evaluations?: number | undefined;
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
  /** How it runs: every random choice follows from its `seed`; the `target` is of an objective that can be differentiated. */
  readonly run?: RunOf<"seed" | "progress" | "signal" | "target"> | undefined;
}

const threadReason = "each point depends on those before it; propose() gives many at once, to be evaluated elsewhere";

/** Checks of the options. */
export const searchChecks: OptionChecks<SearchOptions> = {
  evaluations: option.whole(0),
  goal: option.number,
  design: option.choice("sobol", "latin-hypercube"),
  startCount: option.whole(1),
  kernel: option.choice("matern52", "rbf"),
  polish: option.whole(0),
  deck: option.madeBy("loadDeck(file, box)", "entries"),
  onStep: option.callback,
  run: runCheck(["seed", "progress", "signal", "target"], {
    threads: threadReason,
    resume: "it goes on from the deck of an earlier result, its option deck; searchAsync saves to a file",
  }),
};

/** The check of how long searches run. */
export const longRunCheck = runFileCheck(["seed", "progress", "signal", "resume", "target"], { threads: threadReason });

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
