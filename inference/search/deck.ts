/** Deck: the record of all points at which an objective has been evaluated, here or elsewhere. */
import {
  describeValue,
  checkpointLines,
  readCheckpoint,
  namedStore,
  type RunIdentity,
  type CheckpointStore,
  DataError,
  OptionError,
  ParameterError,
} from "../../src/internal.ts";
import { Axis, axesOf, type BoxParams, type SearchBox } from "./axis.ts";

/** Who asked for an evaluation. */
export type EvaluationOrigin = "start" | "surrogate" | "polish" | "elsewhere";

/** One evaluation. */
export interface DeckEntry {
  /** The parameters, in the order of the deck's paths. */
  readonly point: Float64Array;
  /** The objective there; NaN where it failed. */
  readonly value: number;
  /** Why there is no value, where there is none. */
  readonly failure: string | null;
  readonly origin: EvaluationOrigin;
}

/** Evaluations in the order in which they were made; plain data. */
export interface Deck {
  /** Paths of the parameters. */
  readonly paths: readonly string[];
  readonly entries: readonly DeckEntry[];
}

/** A point evaluated elsewhere. */
export interface EvaluatedPoint<B extends SearchBox> {
  readonly params: BoxParams<B, number>;
  /** The objective there; NaN where it failed. */
  readonly value: number;
}

/**
 * A deck of points evaluated elsewhere, added to another deck if one is given.
 *
 * @throws ParameterError naming a parameter that is missing or no finite number
 * @example
 * ```ts
 * import { deckOf, linearAxis } from "fluxion/inference";
 * const box = { x: linearAxis(0, 1), y: linearAxis(-1, 1) };
 * const deck = deckOf(box, [{ params: { x: 0.5, y: 0 }, value: 3.2 }, { params: { x: 0.1, y: 1 }, value: NaN }]);
 * console.log(deck.paths.join(" "), deck.entries.length, deck.entries[1]!.failure); // → x y 2 the value is NaN
 * ```
 */
export function deckOf<B extends SearchBox>(box: B, points: readonly EvaluatedPoint<B>[], onto?: Deck): Deck {
  const paths = axesOf(box, "deckOf").map(({ path }) => path);
  if (onto !== undefined) requirePaths(onto, paths, "deckOf");
  const entries = points.map(({ params, value }, i) =>
    entryOf(pointOf(box, params, `points[${i}]`), value, "elsewhere"),
  );
  return { paths, entries: [...(onto?.entries ?? []), ...entries] };
}

/** The entry of an evaluation that gave a value. */
export function entryOf(point: Float64Array, value: number, origin: EvaluationOrigin): DeckEntry {
  if (Number.isFinite(value)) return { point, value, failure: null, origin };
  return { point, value: Number.NaN, failure: `the value is ${value}`, origin };
}

function pointOf(box: SearchBox, params: unknown, where: string): Float64Array {
  const walk = (node: SearchBox, given: unknown, path: string): number[] =>
    Object.entries(node).flatMap(([name, child]) => {
      const value: unknown = (given as Readonly<Record<string, unknown>> | null | undefined)?.[name];
      const here = `${path}.${name}`;
      if (!(child instanceof Axis)) return walk(child, value, here);
      if (typeof value === "number" && Number.isFinite(value)) return [value];
      const received = value === undefined ? "nothing" : describeValue(value);
      throw new ParameterError({ where: "deckOf", path: here, expected: "a finite number", received });
    });
  return Float64Array.from(walk(box, params, where));
}

/** @throws OptionError unless the deck has these parameters */
export function requirePaths(deck: Deck, paths: readonly string[], where: string): void {
  if (deck.paths.join("\n") === paths.join("\n")) return;
  throw new OptionError({
    where,
    path: "deck",
    expected: `a deck of ${paths.join(", ")}`,
    received: `one of ${deck.paths.join(", ")}`,
  });
}

function identityOf(paths: readonly string[]): RunIdentity {
  return { question: "deck", method: "evaluations", options: null, parameters: paths, inputs: "" };
}

/**
 * Writes a deck to a file, at once and whole.
 *
 * @throws DataError when the file cannot be written
 */
export async function saveDeck(file: string | CheckpointStore, deck: Deck): Promise<void> {
  const store = typeof file === "string" ? namedStore(file) : file;
  const { paths, entries } = deck;
  const run = { steps: entries.length, seconds: 0, ended: null, state: null, records: entries };
  await store.write(checkpointLines({ ...run, identity: identityOf(paths) }));
}

/**
 * Reads a deck that `saveDeck` wrote, for a search of this box. Points outside of the box stay in the deck.
 *
 * @throws DataError when there is no such file, or it is damaged or of other parameters
 */
export async function loadDeck(file: string | CheckpointStore, box: SearchBox): Promise<Deck> {
  const store = typeof file === "string" ? namedStore(file) : file;
  const paths = axesOf(box, "loadDeck").map(({ path }) => path);
  const lines = await store.read();
  if (lines === null) throw new DataError({ where: "loadDeck", path: store.name, problem: "there is no such file" });
  return { paths, entries: readCheckpoint<null, DeckEntry>(lines, store.name, identityOf(paths)).records };
}
