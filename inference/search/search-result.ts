/** SearchResult: what a search found, and what to do next. */
import { array, type Arr } from "../../src/index.ts";
import type { SavedRun } from "../../src/internal.ts";
import type { DriveEnd } from "../drive/drive.ts";
import { type BoxParams, paramsTree, type PlacedAxis, type SearchBox } from "./axis.ts";
import type { Deck, EvaluationOrigin } from "./deck.ts";
import {
  bestEntry,
  type PolishedMinimum,
  type SearchProblem,
  type SearchSettings,
  type SearchState,
} from "./search-method.ts";

/**
 * How a search can end. `finished`: all evaluations are made. `goal`: a value as low as asked for was found. `cancelled`: by
 * its signal. `failed`: the objective had a value nowhere.
 */
export type SearchStatus = "finished" | "goal" | "cancelled" | "failed";

/** A minimum that a polish has come to. */
export interface FoundMinimum<B extends SearchBox, Leaf> {
  readonly params: BoxParams<B, Leaf>;
  readonly value: number;
  /** How the polish ended. */
  readonly status: PolishedMinimum["status"];
}

/** What a search found. */
export interface SearchResult<B extends SearchBox, Leaf> {
  readonly status: SearchStatus;
  /** The best parameters; NaN where the objective had a value nowhere. */
  readonly params: BoxParams<B, Leaf>;
  /** The objective there. */
  readonly value: number;
  /** What polishing came to, the least first; each minimum once. */
  readonly minima: readonly FoundMinimum<B, Leaf>[];
  /** All evaluations, in their order: hand it to the next search as `deck`, or `saveDeck` it. */
  readonly deck: Deck;
  /** Evaluations by who asked for them, and how many of all failed. */
  readonly evaluations: Readonly<Record<EvaluationOrigin | "failed", number>>;
  /** How it ended and what to do next, in a sentence. */
  readonly explain: string;
  /** Wall time, seconds. */
  readonly seconds: number;
}

/** The result of a search in which it ended. */
export function searchResult<B extends SearchBox, Leaf extends number | Arr>(
  box: B,
  { axes }: SearchProblem,
  settings: SearchSettings,
  { state, verdict }: DriveEnd<SearchState, "goal" | "finished">,
  seconds: number,
  saved: SavedRun | null,
  derivatives: "exact" | "none",
): SearchResult<B, Leaf> {
  const { entries, minima } = state;
  const best = bestEntry(entries);
  // The objective's own kind of leaf: arrays where it is differentiated, else numbers.
  const leaf = (x: number): Leaf => (derivatives === "exact" ? array(x) : x) as Leaf;
  const paramsAt = (point: Float64Array): BoxParams<B, Leaf> => paramsTree(box, Array.from(point, leaf));
  const count = (origin: EvaluationOrigin): number => entries.filter((entry) => entry.origin === origin).length;
  const evaluations = {
    start: count("start"),
    surrogate: count("surrogate"),
    polish: count("polish"),
    elsewhere: count("elsewhere"),
    failed: entries.filter(({ failure }) => failure !== null).length,
  };
  const status = best === null && verdict === "finished" ? "failed" : verdict === "max-steps" ? "finished" : verdict;
  const firstFailure = entries.find(({ failure }) => failure !== null)?.failure ?? "";
  const found = distinct(minima, axes).map(({ point, value, status: ending }) => ({
    params: paramsAt(point),
    value,
    status: ending,
  }));
  return {
    status,
    params: paramsAt(best?.point ?? new Float64Array(axes.length).fill(Number.NaN)),
    value: best?.value ?? Number.NaN,
    minima: found,
    deck: { paths: axes.map(({ path }) => path), entries },
    evaluations,
    explain: explain(status, evaluations, settings, firstFailure, saved),
    seconds,
  };
}

/** Nearer than this part of each axis, two polishes have come to one minimum. */
const sameMinimum = 1e-4;

/** The minima, the least first, each once. */
function distinct(minima: readonly PolishedMinimum[], axes: readonly PlacedAxis[]): readonly PolishedMinimum[] {
  const kept: PolishedMinimum[] = [];
  for (const minimum of minima.toSorted((a, b) => a.value - b.value)) {
    const isKnown = kept.some(({ point }) =>
      point.every((x, i) => {
        const { axis } = axes[i]!;
        return Math.abs(axis.place(x) - axis.place(minimum.point[i]!)) < sameMinimum;
      }),
    );
    if (!isKnown) kept.push(minimum);
  }
  return kept;
}

function explain(
  status: SearchStatus,
  counts: SearchResult<SearchBox, number>["evaluations"],
  { goal }: SearchSettings,
  firstFailure: string,
  saved: SavedRun | null,
): string {
  const kinds: [number, string][] = [
    [counts.start, "to start"],
    [counts.surrogate, "by expected improvement"],
    [counts.polish, "to polish"],
    [counts.elsewhere, "from elsewhere"],
  ];
  const made = counts.start + counts.surrogate + counts.polish + counts.elsewhere;
  const listed = kinds.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  const taken = `${made} evaluation${made === 1 ? "" : "s"}${listed.length === 0 ? "" : ` (${listed.join(", ")})`}`;
  const failures = counts.failed === 0 ? "" : ` ${counts.failed} failed, the first with: ${firstFailure}.`;
  switch (status) {
    case "failed":
      return `The objective had no value in ${taken}; look at the first failure: ${firstFailure}.`;
    case "goal":
      return `Found a value of at most ${goal} in ${taken}.${failures}`;
    case "finished":
      return `Finished after ${taken}; raise evaluations and hand this deck on to look further.${failures}`;
    case "cancelled": {
      const next =
        saved?.failure === null
          ? ` and saved in ${saved.name}; the same call goes on from there.`
          : "; hand this deck to the next search to go on.";
      return `Cancelled after ${taken}${next}${failures}`;
    }
  }
}
