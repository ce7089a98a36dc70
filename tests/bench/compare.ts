/** One case run to its end: agreement of values first, then the medians, as rows of ours against each peer. */
import { disagreementReport } from "./agreement.ts";
import { type Benchmark, type Case, isPresent, type Scale } from "./benchmark.ts";
import { interleavedMedians, type Rounds, warmUp } from "./measure.ts";

/** Fluxion against one peer; the shape of a line of `--json`. */
export interface Row {
  readonly bench: string;
  readonly case: string;
  readonly ours: number;
  readonly peer: number;
  readonly peerName: string;
  /** Above one when Fluxion is faster. */
  readonly ratio: number;
  readonly unit: string;
}

/** What a case gave. */
export interface Comparison {
  readonly bench: string;
  readonly case: string;
  readonly unit: string;
  readonly ours: number;
  readonly rows: readonly Row[];
  /** Peers that could not run, and remarks on the case. */
  readonly notes: readonly string[];
  /** Sentences about values that differ by more than they may. */
  readonly disagreements: readonly string[];
}

/** Rounds of samples. A busy machine is seen through with more of them, where they are short. */
const ROUNDS: Readonly<Record<Scale, Rounds>> = {
  full: { fewest: 5, most: 25, seconds: 6 },
  smoke: { fewest: 1, most: 1, seconds: 0 },
};

/** Prepares and runs a case. At smoke scale nothing is warmed up and one sample is taken of each contender. */
export async function compare(bench: Benchmark, testCase: Case, scale: Scale): Promise<Comparison> {
  const { unit, ours, peers, notes = [] } = await testCase.prepare(scale);
  const present = peers.filter(isPresent);
  const absent = peers.flatMap((peer) => (isPresent(peer) ? [] : [`${peer.name} was left out: ${peer.absent}.`]));
  const disagreements = disagreementReport([...present, ours]);

  const contenders = [ours, ...present];
  if (scale === "full") contenders.forEach((contender) => warmUp(contender));
  const [oursCost = Number.NaN, ...peerCosts] = interleavedMedians(contenders, ROUNDS[scale]);
  const oursFigure = unit.fromCost(oursCost);
  const rows = present.map((peer, index): Row => {
    const cost = peerCosts[index] ?? Number.NaN;
    return {
      bench: bench.name,
      case: testCase.name,
      ours: oursFigure,
      peer: unit.fromCost(cost),
      peerName: peer.name,
      ratio: cost / oursCost,
      unit: unit.name,
    };
  });
  return {
    bench: bench.name,
    case: testCase.name,
    unit: unit.name,
    ours: oursFigure,
    rows,
    notes: [...absent, ...notes],
    disagreements,
  };
}
