/** The method of a search: from an even start, by expected improvement, to a polish of the best points. */
import { drive } from "../drive/drive.ts";
import type { Method } from "../drive/method.ts";
import { lbfgsb } from "../minimize/lbfgsb/lbfgsb.ts";
import { defaultStop, judge as judgeFit, type Verdict } from "../fit/judge.ts";
import type { SmoothProblem } from "../problem/vector-problem.ts";
import { fold, type Key } from "../../src/internal.ts";
import type { PlacedAxis } from "./axis.ts";
import { type DeckEntry, entryOf, type EvaluationOrigin } from "./deck.ts";
import type { Hyperparameters } from "./process/gaussian-process.ts";
import type { KernelName } from "./process/kernel.ts";
import { latinHypercube } from "./designs/latin-hypercube.ts";
import { evenPoints, type KnownPlace, proposal } from "./proposal.ts";

/** How points of the start are laid out. */
export type StartDesign = "sobol" | "latin-hypercube";

/** What a search works with; nothing left open. */
export interface SearchSettings {
  readonly design: StartDesign;
  /** Points of the start. */
  readonly startCount: number;
  /** Evaluations of start and surrogate together. */
  readonly evaluations: number;
  readonly kernel: KernelName;
  /** Points to polish. */
  readonly polish: number;
  /** The search ends once a value at most this is found. */
  readonly goal: number;
}

/** What is searched. */
export interface SearchProblem {
  readonly axes: readonly PlacedAxis[];
  /** The objective at a point of parameters; may throw, or give NaN. */
  readonly evaluate: (point: Float64Array) => number;
  /** The objective with its gradient over the unit cube, to polish with; null where there is none. */
  readonly smooth: SmoothProblem | null;
}

/** A minimum that a polish has come to. */
export interface PolishedMinimum {
  /** The parameters, in the order of the deck's paths. */
  readonly point: Float64Array;
  readonly value: number;
  /** Where the polish began. */
  readonly from: Float64Array;
  /** How it ended. */
  readonly status: Verdict["status"] | "max-steps";
}

/** What the next step of a search needs. */
export interface SearchState {
  readonly entries: readonly DeckEntry[];
  /** Those of the latest proposal, where the next fit of them begins. */
  readonly hyperparameters: Hyperparameters | null;
  readonly minima: readonly PolishedMinimum[];
}

/** What one step of a search did. */
export interface SearchInfo {
  readonly origin: Exclude<EvaluationOrigin, "elsewhere">;
  /** Evaluations it made. */
  readonly evaluations: number;
  /** The value it found: that of the one point, or the least of a polish; NaN where the objective failed. */
  readonly value: number;
  /** The least value so far; infinite while there is none. */
  readonly best: number;
}

/** Polished points are at least this part of the cube's diagonal from each other's beginning and end. */
const apart = 0.2;

/** The method; `key` decides every random choice. */
export function searchMethod(
  problem: SearchProblem,
  settings: SearchSettings,
  key: Key,
): Method<readonly DeckEntry[], SearchState, SearchInfo> {
  return {
    init: (entries) => ({ entries, hyperparameters: null, minima: [] }),
    step: (state) => {
      const next = advance(problem, settings, key, state);
      const made = next.entries.slice(state.entries.length);
      const values = made.map(({ value }) => value).filter(Number.isFinite);
      const info: SearchInfo = {
        // A step makes one evaluation or more, all of one origin.
        origin: made[0]!.origin as SearchInfo["origin"],
        evaluations: made.length,
        value: values.length === 0 ? Number.NaN : Math.min(...values),
        best: bestEntry(next.entries)?.value ?? Number.POSITIVE_INFINITY,
      };
      return { state: next, info };
    },
  };
}

/** Why a search has ended, or null. */
export function judgeSearch(
  problem: SearchProblem,
  settings: SearchSettings,
  { entries, minima }: SearchState,
): "goal" | "finished" | null {
  const best = bestEntry(entries);
  if (best !== null && best.value <= settings.goal) return "goal";
  if (entries.filter(isProposed).length < settings.evaluations) return null;
  return polishStart(problem, settings, entries, minima) === null ? "finished" : null;
}

/** The entry of the least value; the first of equals. */
export function bestEntry(entries: readonly DeckEntry[]): DeckEntry | null {
  let best: DeckEntry | null = null;
  for (const entry of entries) if (entry.value < (best?.value ?? Number.POSITIVE_INFINITY)) best = entry;
  return best;
}

/** Whether an evaluation counts against the number asked for. */
function isProposed({ origin }: DeckEntry): boolean {
  return origin === "start" || origin === "surrogate";
}

function advance(problem: SearchProblem, settings: SearchSettings, key: Key, state: SearchState): SearchState {
  const { entries, minima } = state;
  const { axes } = problem;
  const proposed = entries.filter(isProposed).length;
  if (proposed >= settings.evaluations) {
    const from = polishStart(problem, settings, entries, minima);
    if (from !== null && problem.smooth !== null) return polished(axes, problem.smooth, from, state);
  }
  const known = placesOf(entries, axes);
  const hasValue = known.some(({ value }) => Number.isFinite(value));
  if (known.length < settings.startCount || !hasValue) {
    const started = entries.filter(({ origin }) => origin === "start").length;
    const entry = evaluated(problem, startPlace(settings, axes.length, key, started), "start");
    return { ...state, entries: [...entries, entry] };
  }
  const near = state.hyperparameters ?? undefined;
  const { place, hyperparameters } = proposal(known, settings.kernel, fold(fold(key, 1), entries.length), near);
  const entry = evaluated(problem, place, "surrogate");
  return { ...state, hyperparameters, entries: [...entries, entry] };
}

/** Point number `index` of the start; where every point of it has failed it goes on, evenly. */
function startPlace({ design, startCount }: SearchSettings, d: number, key: Key, index: number): Float64Array {
  const from = fold(key, 0);
  const points =
    design === "latin-hypercube" && index < startCount
      ? latinHypercube(from, d, startCount)
      : evenPoints(d, index + 1, from);
  return points.slice(index * d, (index + 1) * d);
}

/** The evaluated points that lie in the box, as places of the cube. */
export function placesOf(entries: readonly DeckEntry[], axes: readonly PlacedAxis[]): KnownPlace[] {
  return entries.flatMap(({ point, value }) => {
    const inside = point.every((x, i) => x >= axes[i]!.axis.lower && x <= axes[i]!.axis.upper);
    return inside ? [{ place: placeOf(point, axes), value }] : [];
  });
}

function placeOf(point: Float64Array, axes: readonly PlacedAxis[]): Float64Array {
  return point.map((x, i) => axes[i]!.axis.place(x));
}

/** The parameters at a place of the cube. */
export function pointAt(place: Float64Array, axes: readonly PlacedAxis[]): Float64Array {
  return place.map((u, i) => axes[i]!.axis.at(u));
}

function evaluated({ axes, evaluate }: SearchProblem, place: Float64Array, origin: EvaluationOrigin): DeckEntry {
  const point = pointAt(place, axes);
  try {
    return entryOf(point, evaluate(point), origin);
  } catch (error) {
    const failure = error instanceof Error ? error.message : String(error);
    return { point, value: Number.NaN, failure, origin };
  }
}

/** The least point that lies apart from all that has been polished; null where enough has been. */
function polishStart(
  { axes, smooth }: SearchProblem,
  { polish }: SearchSettings,
  entries: readonly DeckEntry[],
  minima: readonly PolishedMinimum[],
): Float64Array | null {
  if (smooth === null || minima.length >= polish) return null;
  const taken = minima.flatMap(({ point, from }) => [placeOf(point, axes), placeOf(from, axes)]);
  const isApart = (place: Float64Array): boolean =>
    taken.every((other) => Math.hypot(...place.map((u, i) => u - other[i]!)) > apart * Math.sqrt(axes.length));
  let least: KnownPlace | null = null;
  for (const known of placesOf(entries, axes)) {
    if (known.value < (least?.value ?? Number.POSITIVE_INFINITY) && isApart(known.place)) least = known;
  }
  return least?.place ?? null;
}

function polished(
  axes: readonly PlacedAxis[],
  smooth: SmoothProblem,
  from: Float64Array,
  state: SearchState,
): SearchState {
  const made: DeckEntry[] = [];
  // A least value near zero is no measure of rounding: how far the known values lie apart is. Shifted by that much, the
  // objective is of the size that line searches and stop rules take for one.
  const { least, spread } = rangeOf(state.entries);
  const shift = spread - least;
  const recorded: SmoothProblem = {
    ...smooth,
    evaluate: (place) => {
      const { value, gradient } = smooth.evaluate(place);
      made.push(entryOf(pointAt(place, axes), value, "polish"));
      return { value: value + shift, gradient };
    },
  };
  const method = lbfgsb().bind(recorded);
  const end = drive(method, method.init(from), {
    maxSteps: defaultStop.maxSteps,
    judge: (at) => judgeFit(at, defaultStop),
  });
  const status = typeof end.verdict === "string" ? "max-steps" : end.verdict.status;
  const point = pointAt(end.state.point, axes);
  const at = made.findLast((entry) => entry.point.every((x, i) => x === point[i]));
  const minimum: PolishedMinimum = { point, value: at?.value ?? Number.NaN, from: pointAt(from, axes), status };
  return { ...state, entries: [...state.entries, ...made], minima: [...state.minima, minimum] };
}

/** The least value, and how far it lies below the median. */
function rangeOf(entries: readonly DeckEntry[]): { readonly least: number; readonly spread: number } {
  const sorted = entries.map(({ value }) => value).filter(Number.isFinite);
  sorted.sort((a, b) => a - b);
  const [least = 0] = sorted;
  return { least, spread: (sorted[Math.floor(sorted.length / 2)] ?? least) - least };
}
