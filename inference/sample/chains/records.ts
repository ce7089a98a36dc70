/** Records: what is kept of the iterations of a group of chains after warm-up. */
import type { GroupState } from "../sampler/sampler.ts";
import type { Transition } from "../sampler/transition.ts";

/** Where an integration went astray. */
export interface DivergenceRecord {
  /** Chain of the group. */
  readonly chain: number;
  /** Draw, from 0; the draw is that after the divergent transition. */
  readonly draw: number;
  /** Where the transition began, unconstrained, shape [n]. */
  readonly from: Float64Array;
  /** The first point whose energy was wrong, unconstrained, shape [n]. */
  readonly at: Float64Array;
}

/** The iterations kept of a group; plain data. */
export interface Records {
  /** Iterations kept. */
  readonly length: number;
  /** Positions, shape [length, chains of the group, n]; the other arrays are [length, chains of the group]. */
  readonly positions: Float64Array;
  readonly logDensity: Float64Array;
  readonly energy: Float64Array;
  readonly acceptance: Float64Array;
  readonly stepSize: Float64Array;
  readonly treeDepth: Int32Array;
  readonly leapfrogs: Int32Array;
  readonly divergent: Uint8Array;
  readonly divergences: readonly DivergenceRecord[];
}

/** Records of no iteration yet. */
export function noRecords(): Records {
  return {
    length: 0,
    positions: new Float64Array(0),
    logDensity: new Float64Array(0),
    energy: new Float64Array(0),
    acceptance: new Float64Array(0),
    stepSize: new Float64Array(0),
    treeDepth: new Int32Array(0),
    leapfrogs: new Int32Array(0),
    divergent: new Uint8Array(0),
    divergences: [],
  };
}

/** Records with room for more, written in place while a group runs. */
export class Recorder {
  readonly #records: Omit<Records, "length">;
  readonly #divergences: DivergenceRecord[];
  readonly #width: number;
  readonly #size: number;
  #length: number;

  /** Goes on from earlier records, with room for `capacity` iterations in all. */
  constructor(earlier: Records, width: number, size: number, capacity: number) {
    const scalars = capacity * width;
    this.#width = width;
    this.#size = size;
    this.#length = earlier.length;
    this.#divergences = [...earlier.divergences];
    const doubles = (from: Float64Array): Float64Array => {
      const room = new Float64Array(scalars);
      room.set(from);
      return room;
    };
    const positions = new Float64Array(scalars * size);
    positions.set(earlier.positions);
    const treeDepth = new Int32Array(scalars);
    treeDepth.set(earlier.treeDepth);
    const leapfrogs = new Int32Array(scalars);
    leapfrogs.set(earlier.leapfrogs);
    const divergent = new Uint8Array(scalars);
    divergent.set(earlier.divergent);
    this.#records = {
      positions,
      logDensity: doubles(earlier.logDensity),
      energy: doubles(earlier.energy),
      acceptance: doubles(earlier.acceptance),
      stepSize: doubles(earlier.stepSize),
      treeDepth,
      leapfrogs,
      divergent,
      divergences: this.#divergences,
    };
  }

  get divergences(): number {
    return this.#divergences.length;
  }

  /** Keeps one iteration. */
  add(before: GroupState, after: GroupState, transitions: readonly Transition[]): void {
    const draw = this.#length++;
    const width = transitions.length;
    const records = this.#records;
    records.positions.set(after.positions, draw * after.positions.length);
    records.logDensity.set(after.logDensities, draw * width);
    const size = after.positions.length / width;
    for (let chain = 0; chain < width; chain++) {
      const { energy, acceptance, stepSize, treeDepth, leapfrogs, divergence } = transitions[chain]!;
      const place = draw * width + chain;
      records.energy[place] = energy;
      records.acceptance[place] = acceptance;
      records.stepSize[place] = stepSize;
      records.treeDepth[place] = treeDepth;
      records.leapfrogs[place] = leapfrogs;
      records.divergent[place] = divergence === null ? 0 : 1;
      if (divergence === null) continue;
      const from = before.positions.slice(chain * size, (chain + 1) * size);
      this.#divergences.push({ chain, draw, from, at: divergence });
    }
  }

  /** What has been kept so far. */
  records(): Records {
    const scalars = this.#length * this.#width;
    const { positions, logDensity, energy, acceptance, stepSize, treeDepth, leapfrogs, divergent } = this.#records;
    return {
      length: this.#length,
      positions: positions.slice(0, scalars * this.#size),
      logDensity: logDensity.slice(0, scalars),
      energy: energy.slice(0, scalars),
      acceptance: acceptance.slice(0, scalars),
      stepSize: stepSize.slice(0, scalars),
      treeDepth: treeDepth.slice(0, scalars),
      leapfrogs: leapfrogs.slice(0, scalars),
      divergent: divergent.slice(0, scalars),
      divergences: [...this.#divergences],
    };
  }
}
