/** search: the least value of a function over a box, from few evaluations. */
import { array, jit, valueAndGrad, type Arr } from "../../src/index.ts";
import {
  checkOptions,
  checkpointOf,
  digest,
  option,
  fold,
  key,
  functionDigest,
  ProgressTeller,
  runCheck,
  type OptionChecks,
  type ProgressStage,
  type RunOf,
} from "../../src/internal.ts";
import { drive } from "../drive/drive.ts";
import { runSteps } from "../drive/run-steps.ts";
import { axesOf, type BoxParams, paramsTree, type PlacedAxis, type SearchBox } from "./axis.ts";
import { type Deck, requirePaths } from "./deck.ts";
import { proposal } from "./proposal.ts";
import {
  judgeSearch,
  placesOf,
  pointAt,
  searchMethod,
  type SearchProblem,
  type SearchSettings,
  type SearchState,
} from "./search-method.ts";
import { longRunCheck, type SearchOptions, searchSettings, searchChecks } from "./search-options.ts";
import { searchResult, type SearchResult } from "./search-result.ts";

/** A function of a tree of scalar arrays that can be traced and differentiated. */
export type SmoothObjective<B extends SearchBox> = (params: BoxParams<B, Arr>) => Arr;
/** Any function of a tree of numbers. It may throw or give NaN where it has no value. */
export type PlainObjective<B extends SearchBox> = (params: BoxParams<B, number>) => number;

/** How to search with a plain function, of which no derivative is taken. */
export interface PlainSearchOptions extends SearchOptions {
  readonly derivatives: "none";
}
/** How to search with a function that can be differentiated. */
export interface SmoothSearchOptions extends SearchOptions {
  readonly derivatives?: "exact";
}

/** Checks of the options. */
const checks: OptionChecks<PlainSearchOptions> = { ...searchChecks, derivatives: option.choice("exact", "none") };

/**
 * Searches a box for the least value of an expensive function: an even start, then one point after the other where a
 * Gaussian process expects the greatest improvement, then a polish of the best points by L-BFGS-B where the function can
 * be differentiated. Points at which it fails are recorded and avoided.
 *
 * @param objective  pure function of the parameters; with `derivatives: "none"` a plain function of numbers
 * @param box  the range of each parameter: a tree of `linearAxis` and `logAxis`
 * @returns  the best parameters, the minima that were polished and the deck of all evaluations, whatever happened
 * @throws   OptionError when the box is none, or the deck is of other parameters; what tracing the objective throws
 * @example
 * ```ts
 * import { linearAxis, logAxis, search } from "fluxion/inference";
 * const box = { rate: logAxis(1e-3, 1e3), offset: linearAxis(-5, 5) };
 * const misfit = ({ rate, offset }: { rate: number; offset: number }) => Math.log(rate / 3) ** 2 + (offset - 1) ** 2;
 * const found = search(misfit, box, { derivatives: "none", evaluations: 40, run: { seed: 1 } });
 * console.log(found.status, found.deck.entries.length, found.value < 0.01); // → finished 40 true
 * ```
 * @see Jones, Schonlau & Welch (1998), Efficient global optimization of expensive black-box functions, J. Global
 *      Optimization 13, 455
 */
export function search<const B extends SearchBox>(
  objective: PlainObjective<B>,
  box: B,
  options: PlainSearchOptions,
): SearchResult<B, number>;
export function search<const B extends SearchBox>(
  objective: SmoothObjective<B>,
  box: B,
  options?: SmoothSearchOptions,
): SearchResult<B, Arr>;
export function search<B extends SearchBox>(
  objective: SmoothObjective<B> | PlainObjective<B>,
  box: B,
  options: PlainSearchOptions | SmoothSearchOptions = {},
): SearchResult<B, number | Arr> {
  checkOptions(options, checks, "search");
  const began = performance.now();
  const { problem, settings, start, method } = prepared(objective, box, options, "search");
  const { progress, signal } = options.run ?? {};
  const teller = new ProgressTeller(progress, { label: "search", total: settings.evaluations });
  let state = start();
  const end = drive(method, state, { ...rulesOf(problem, settings), signal }, (record) => {
    state = record.state;
    options.onStep?.(record);
    teller.tellSome(evaluationsOf(state), () => stageOf(state));
  });
  teller.end(evaluationsOf(end.state), stageOf(end.state));
  const seconds = (performance.now() - began) / 1000;
  return searchResult(box, problem, settings, end, seconds, null, options.derivatives ?? "exact");
}

/** How to search at length. */
export interface LongSearchOptions {
  /** How it runs; the file that it is saved in and goes on from is of one search, the deck that it began with included. */
  readonly run?: RunOf<"seed" | "progress" | "signal" | "resume" | "target"> | undefined;
  /** Plain data that the objective depends on besides its parameters, to tell the checkpoint of one search from another. */
  readonly about?: unknown;
}

/** Options of a search whose run is awaited. */
export type AwaitedSearch<Options extends SearchOptions> = Omit<Options, "run"> & LongSearchOptions;

/** Checks of the options of long searches. */
const asyncChecks: OptionChecks<AwaitedSearch<PlainSearchOptions>> = {
  ...checks,
  run: longRunCheck,
  about: option.anything,
};

/**
 * `search`, step by step while the event loop turns, with progress, cancellation and checkpoints. A search that was cut
 * off goes on where it was and ends in the same bits.
 *
 * @param objective  as in `search`
 * @param box  as in `search`
 * @throws  as `search`; DataError when the checkpoint is damaged, of another search, or cannot be written
 * @example
 * ```ts
 * import { linearAxis, searchAsync } from "fluxion/inference";
 * const box = { x: linearAxis(-5, 5) };
 * const options = { derivatives: "none", evaluations: 12, run: { resume: "search.checkpoint" } } as const;
 * const found = await searchAsync(({ x }) => Math.abs(x - 1), box, options);
 * console.log(found.evaluations.start + found.evaluations.surrogate); // → 12
 * ```
 */
export async function searchAsync<const B extends SearchBox>(
  objective: PlainObjective<B>,
  box: B,
  options: AwaitedSearch<PlainSearchOptions>,
): Promise<SearchResult<B, number>>;
export async function searchAsync<const B extends SearchBox>(
  objective: SmoothObjective<B>,
  box: B,
  options?: AwaitedSearch<SmoothSearchOptions>,
): Promise<SearchResult<B, Arr>>;
export async function searchAsync<B extends SearchBox>(
  objective: SmoothObjective<B> | PlainObjective<B>,
  box: B,
  options: AwaitedSearch<PlainSearchOptions> | AwaitedSearch<SmoothSearchOptions> = {},
): Promise<SearchResult<B, number | Arr>> {
  checkOptions(options, asyncChecks, "searchAsync");
  const { run: how = {}, about = null, ...rest } = options;
  const { resume, ...alike } = how;
  const { problem, settings, start, method, digestOfObjective } = prepared(
    objective,
    box,
    { ...rest, run: alike },
    "searchAsync",
  );
  const checkpoint = checkpointOf(resume);
  const { evaluations: _, goal: _goal, polish: _polish, ...lasting } = settings;
  const axes = problem.axes.map(({ path, axis: { lower, upper, scale } }) => ({ path, lower, upper, scale }));
  const identity = {
    question: "search",
    method: "expected-improvement",
    options: { ...lasting, seed: how.seed ?? 0, target: how.target ?? "wasm", axes, about },
    parameters: problem.axes.map(({ path }) => path),
    inputs: checkpoint === undefined ? "" : digest([digestOfObjective(), start().entries]),
  };
  const run = await runSteps(method, start, rulesOf(problem, settings), {
    label: "search",
    total: settings.evaluations,
    position: evaluationsOf,
    stage: stageOf,
    identity,
    run: { progress: how.progress, signal: how.signal, resume: checkpoint },
    onStep: options.onStep,
  });
  return searchResult(box, problem, settings, run, run.seconds, run.saved, options.derivatives ?? "exact");
}

/**
 * Points to evaluate elsewhere, many at once: each is chosen as if those before it had turned out as believed. Give what
 * they turned out to be back with `deckOf(box, points, deck)`.
 *
 * @param deck  what is known; while nothing is, the points are an even start
 * @param count  how many
 * @example
 * ```ts
 * import { deckOf, linearAxis, propose } from "fluxion/inference";
 * const box = { x: linearAxis(0, 10) };
 * const deck = deckOf(box, [1, 4, 9].map((x) => ({ params: { x }, value: (x - 6) ** 2 })));
 * const points = propose(deck, box, 3);
 * console.log(points.length, new Set(points.map(({ x }) => x)).size); // → 3 3
 * ```
 */
export function propose<const B extends SearchBox>(
  deck: Deck,
  box: B,
  count: number,
  options: Pick<SearchOptions, "kernel" | "design" | "startCount"> & { readonly run?: RunOf<"seed"> | undefined } = {},
): BoxParams<B, number>[] {
  checkOptions(
    options,
    {
      run: runCheck(["seed"], { target: "it asks the surrogate, not the objective" }),
      kernel: searchChecks.kernel,
      design: searchChecks.design,
      startCount: searchChecks.startCount,
    },
    "propose",
  );
  const axes = axesOf(box, "propose");
  requirePaths(deck, pathsOf(axes), "propose");
  const settings = searchSettings(options, axes.length);
  const from = key(options.run?.seed ?? 0);
  let state: SearchState = { entries: deck.entries, hyperparameters: null, minima: [] };
  const chosen: Float64Array[] = [];
  while (chosen.length < count) {
    const places = placesOf(state.entries, axes);
    const known = places.filter(({ value }) => Number.isFinite(value));
    // A start whose values are not known yet: the points of a search, in their order.
    if (known.length === 0) {
      const problem: SearchProblem = { axes, evaluate: () => Number.NaN, smooth: null };
      state = searchMethod(problem, settings, from).step(state).state;
      chosen.push(state.entries.at(-1)!.point);
      continue;
    }
    const { place, believed } = proposal(places, settings.kernel, fold(fold(from, 1), state.entries.length), undefined);
    const point = pointAt(place, axes);
    chosen.push(point);
    state = { ...state, entries: [...state.entries, { point, value: believed, failure: null, origin: "surrogate" }] };
  }
  return chosen.map((point) => paramsTree(box, Array.from(point)));
}

function pathsOf(axes: readonly PlacedAxis[]): readonly string[] {
  return axes.map(({ path }) => path);
}

/** Evaluations so far, those of a deck included. */
function evaluationsOf({ entries }: SearchState): number {
  return entries.length;
}

/** The least value so far. */
function stageOf({ entries }: SearchState): ProgressStage {
  const best = entries.reduce((least, { value }) => (value < least ? value : least), Number.POSITIVE_INFINITY);
  return { stage: "search", best };
}

function rulesOf(problem: SearchProblem, settings: SearchSettings) {
  return {
    maxSteps: Number.POSITIVE_INFINITY,
    judge: (state: SearchState) => judgeSearch(problem, settings, state),
  };
}

function prepared<B extends SearchBox>(
  objective: SmoothObjective<B> | PlainObjective<B>,
  box: B,
  options: PlainSearchOptions | SmoothSearchOptions,
  where: string,
) {
  const axes = axesOf(box, where);
  const settings = searchSettings(options, axes.length);
  if (options.deck !== undefined) requirePaths(options.deck, pathsOf(axes), where);
  // The options say which of the two the objective is.
  const smooth = options.derivatives === "none" ? null : (objective as SmoothObjective<B>);
  const problem =
    smooth === null
      ? plainProblem(objective as PlainObjective<B>, box, axes)
      : smoothProblem(smooth, box, axes, options);
  const method = searchMethod(problem, settings, key(options.run?.seed ?? 0));
  const center = axes.map(({ axis }) => axis.at(0.5));
  return {
    problem,
    settings,
    method,
    start: () => method.init(options.deck?.entries ?? []),
    digestOfObjective: () => (smooth === null ? "" : functionDigest(smooth, [paramsTree(box, center)])),
  };
}

function plainProblem<B extends SearchBox>(
  objective: PlainObjective<B>,
  box: B,
  axes: readonly PlacedAxis[],
): SearchProblem {
  return { axes, smooth: null, evaluate: (point) => objective(paramsTree(box, Array.from(point))) };
}

function smoothProblem<B extends SearchBox>(
  objective: SmoothObjective<B>,
  box: B,
  axes: readonly PlacedAxis[],
  { run: { target } = {} }: SearchOptions,
): SearchProblem {
  const leavesOf = (vector: Arr): Arr[] => axes.map((_, i) => vector.slice(i));
  const options = target === undefined ? {} : { target };
  const value = jit((point: Arr) => objective(paramsTree(box, leavesOf(point))), options);
  const overCube = jit(
    valueAndGrad((place: Arr) =>
      objective(
        paramsTree(
          box,
          leavesOf(place).map((u, i) => axes[i]!.axis.traced(u)),
        ),
      ),
    ),
    options,
  );
  // Traced outside of the search: an objective that cannot be compiled is no failure of a point.
  value(array(Float64Array.from(axes, ({ axis }) => axis.at(0.5))));
  const size = axes.length;
  return {
    axes,
    evaluate: (point) => value(array(point)).item(),
    smooth: {
      size,
      lower: new Float64Array(size),
      upper: new Float64Array(size).fill(1),
      evaluate: (place) => {
        const { value: at, grad } = overCube(array(place));
        return { value: at.item(), gradient: Float64Array.from(grad.toArray()) };
      },
    },
  };
}
