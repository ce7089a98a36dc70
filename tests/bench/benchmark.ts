/** What a benchmark is: cases of one computation each, done by Fluxion and by its peers. */

/** Results of one call by name; peers are compared name by name, so each name holds numbers of one scale. */
export type Values = Readonly<Record<string, ArrayLike<number>>>;

/** One program that does the computation of a case. */
export interface Contender {
  readonly name: string;
  /** Largest error allowed, relative to the largest number of the same name; see `agreement.ts`. */
  readonly tolerance: number;
  /** Does the computation once. */
  values(): Values;
  /** One timed sample of the cost: seconds a call, unless the case's unit says otherwise. */
  sample(): number;
}

/** A peer that cannot run here, and why. */
export interface Absent {
  readonly name: string;
  readonly absent: string;
}

export type Peer = Contender | Absent;

/** How a sampled cost becomes the figure that is printed. */
export interface Unit {
  readonly name: string;
  readonly better: "higher" | "lower";
  fromCost(cost: number): number;
}

/** How large to make the problem: `smoke` only proves that everything runs and agrees. */
export type Scale = "full" | "smoke";

/** The contenders of one case, made ready to run. The first peer is the judge of values: it computes in float64. */
export interface Trial {
  readonly unit: Unit;
  readonly ours: Contender;
  readonly peers: readonly Peer[];
  /** Printed below the table of the case. */
  readonly notes?: readonly string[];
}

export interface Case {
  readonly name: string;
  prepare(scale: Scale): Trial | Promise<Trial>;
}

export interface Benchmark {
  readonly name: string;
  /** What is computed, in a sentence. */
  readonly about: string;
  readonly cases: readonly Case[];
}

/** True when the peer can run here. */
export const isPresent = (peer: Peer): peer is Contender => !("absent" in peer);
