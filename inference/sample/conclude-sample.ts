/** Makes a posterior of the groups of a finished run: constrained draws, statistics by chain, and a verdict. */
import { describeValue, option, type UnconstrainedSpace, type SavedRun, OptionError } from "../../src/internal.ts";
import { diagnose } from "../diagnostics/verdict/diagnose.ts";
import type { Diagnosis } from "../diagnostics/verdict/diagnosis.ts";
import { type ChainDraws, type ChainStatistics, pooled } from "../diagnostics/measures/draws.ts";
import { mean, quantileOfSorted, sorted, standardDeviation } from "../diagnostics/measures/moments.ts";
import { summarise } from "../diagnostics/summary/summarise.ts";
import { summaryTable } from "../diagnostics/summary/summary-table.ts";
import { causesOf } from "./chains/causes.ts";
import type { Density } from "./dynamics/density.ts";
import type { Divergence, Posterior } from "./posterior.ts";
import type { SampleState } from "./chains/sample-state.ts";
import type { GroupState, Sampler } from "./sampler/sampler.ts";

/** A run that has ended. */
export interface FinishedSample<P, S extends GroupState> {
  readonly sampler: Pick<Sampler<S>, "tells">;
  readonly state: SampleState<S>;
  readonly cancelled: boolean;
  /** Draws asked for. */
  readonly draws: number;
  readonly space: UnconstrainedSpace<P>;
  /** The density that was sampled, to be asked for causes. */
  readonly density: () => Density;
  readonly timing: { readonly compileSeconds: number; readonly seconds: number };
  /** The checkpoint that holds the end, if one was asked for. */
  readonly saved?: SavedRun | null | undefined;
}

/** One chain of the groups, and where its numbers lie in the records of its group. */
interface ChainPlace {
  readonly group: number;
  readonly chain: number;
  readonly width: number;
}

/** The posterior of a run. */
export function concludeSample<P, S extends GroupState>(finished: FinishedSample<P, S>): Posterior<P, S> {
  const { state, space, cancelled, timing } = finished;
  const places = state.groups.flatMap(({ state: { logDensities } }, group): ChainPlace[] =>
    Array.from(logDensities, (_, chain) => ({ group, chain, width: logDensities.length })),
  );
  const length = Math.min(finished.draws, ...state.groups.map(({ records }) => records.length));
  const values = places.map((place) => constrained(state, space, place, length));
  const draws = space.coordinates.map(({ path, unit }, i): ChainDraws => ({
    path,
    unit,
    chains: values.map((columns) => columns[i]!),
  }));
  const statistics = places.map((place) => statisticsOf(state, place, length));
  const diagnosis = length === 0 ? null : diagnosisOf(draws, statistics, finished);
  const status = cancelled ? "cancelled" : diagnosis?.status === "passed" ? "passed" : "doubtful";
  const causes = status === "doubtful" ? causesOf(state, finished.density(), space.unconstrainedPaths) : [];
  const verdict = [...causes, diagnosis?.explain ?? "There are no draws."].join(" ");
  const explain = explained(status, verdict, places.length, length, finished.saved);
  const each = (number: (all: Float64Array) => number): Float64Array =>
    Float64Array.from(draws, ({ chains }) => number(pooled(chains)));
  return {
    status,
    sampler: state.sampler,
    seed: state.seed,
    draws,
    statistics,
    logDensity: places.map((place) => column(state, place, length, "logDensity")),
    divergences: divergencesOf(state, space, places, length),
    diagnosis,
    explain,
    timing,
    state,
    mean: () => space.paramsOf(each(mean)),
    standardDeviation: () => space.treeOf(each(standardDeviation), 0),
    quantile: (p) => {
      if (!(p >= 0 && p <= 1)) {
        const expected = "a probability from 0 to 1";
        throw new OptionError({ where: "quantile", path: "p", expected, received: describeValue(p) });
      }
      return space.paramsOf(each((all) => quantileOfSorted(sorted(all), p)));
    },
    paramsAt: (chain, draw) => {
      option.whole(0, places.length - 1)(chain, "paramsAt", "chain");
      option.whole(0, length - 1)(draw, "paramsAt", "draw");
      return space.paramsOf(Float64Array.from(draws, ({ chains }) => chains[chain]![draw]!));
    },
    summary: () => {
      const rows = length === 0 ? [] : summarise(draws);
      return [summaryTable(rows), "", explain].join("\n");
    },
  };
}

/** The tests, on the statistics that the sampler has. */
function diagnosisOf<P, S extends GroupState>(
  draws: readonly ChainDraws[],
  statistics: readonly Required<ChainStatistics>[],
  { sampler, state }: FinishedSample<P, S>,
): Diagnosis {
  const told = statistics.map((chain): ChainStatistics =>
    Object.fromEntries(sampler.tells.map((name) => [name, chain[name]])),
  );
  const { maxDepth } = state.settings;
  return diagnose(draws, told, { maxTreeDepth: typeof maxDepth === "number" ? maxDepth : undefined });
}

function explained(
  status: Posterior<unknown>["status"],
  verdict: string,
  chains: number,
  length: number,
  saved: SavedRun | null | undefined,
): string {
  const kept = `${chains} chain${chains === 1 ? "" : "s"} of ${length} draws`;
  if (status !== "cancelled") return verdict;
  if (saved?.failure === null) {
    return `Cancelled with ${kept} and saved in ${saved.name}; the same call goes on from there. ${verdict}`;
  }
  return `Cancelled with ${kept}; hand this posterior's state to run.resume to go on. ${verdict}`;
}

type Column = "logDensity" | "energy" | "acceptance" | "stepSize" | "treeDepth" | "leapfrogs" | "divergent";

/** The constrained values of one chain, one array a coordinate. */
function constrained<P>(
  state: SampleState,
  space: UnconstrainedSpace<P>,
  place: ChainPlace,
  length: number,
): Float64Array[] {
  const { positions } = state.groups[place.group]!.records;
  const columns = space.coordinates.map(() => new Float64Array(length));
  for (let draw = 0; draw < length; draw++) {
    const start = (draw * place.width + place.chain) * space.size;
    const numbers = space.numbersAt(positions.subarray(start, start + space.size));
    for (let i = 0; i < columns.length; i++) columns[i]![draw] = numbers[i]!;
  }
  return columns;
}

function column(state: SampleState, place: ChainPlace, length: number, name: Column): Float64Array {
  const numbers = state.groups[place.group]!.records[name];
  return new Float64Array(length).map((_, draw) => numbers[draw * place.width + place.chain]!);
}

function statisticsOf(state: SampleState, place: ChainPlace, length: number): Required<ChainStatistics> {
  const numbers = (name: Column): Float64Array => column(state, place, length, name);
  return {
    energy: numbers("energy"),
    acceptance: numbers("acceptance"),
    stepSize: numbers("stepSize"),
    treeDepth: Int32Array.from(numbers("treeDepth")),
    leapfrogs: Int32Array.from(numbers("leapfrogs")),
    divergent: Uint8Array.from(numbers("divergent")),
  };
}

function divergencesOf<P>(
  state: SampleState,
  space: UnconstrainedSpace<P>,
  places: readonly ChainPlace[],
  length: number,
): Divergence<P>[] {
  return state.groups.flatMap(({ records }, group) =>
    records.divergences
      .filter(({ draw }) => draw < length)
      .map(({ chain, draw, from, at }) => ({
        chain: places.findIndex((place) => place.group === group && place.chain === chain),
        draw,
        from: space.paramsAt(from),
        at: space.paramsAt(at),
      })),
  );
}
