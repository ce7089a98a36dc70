/** Draws: what diagnostics are computed from, plain numbers of any sampler. */
import { describeValue, DataError } from "../../../src/internal.ts";
import { rangeFactor } from "./moments.ts";

/** The draws of one scalar quantity. */
export interface ChainDraws {
  /** What it is: "halo.mass", "weights[2]". */
  readonly path: string;
  /** Unit as text; empty when there is none. */
  readonly unit: string;
  /** One array a chain, of equal lengths, in the order in which they were drawn. */
  readonly chains: readonly Float64Array[];
}

/** What a sampler tells of one chain, one number a draw; what it does not know is left out. */
export interface ChainStatistics {
  /** Hamiltonian: potential and kinetic energy. */
  readonly energy?: Float64Array;
  /** Probability with which proposals are accepted, averaged over a trajectory where there is one. */
  readonly acceptance?: Float64Array;
  /** Step size of the integrator. */
  readonly stepSize?: Float64Array;
  /** Doublings of a trajectory. */
  readonly treeDepth?: Int32Array;
  /** Leapfrog steps, each a gradient. */
  readonly leapfrogs?: Int32Array;
  /** 1 where the energy error exploded. */
  readonly divergent?: Uint8Array;
}

/** @throws DataError naming the quantity and the chain that have no draws, or not as many as the others */
export function checkChains(chains: readonly Float64Array[], where: string, path?: string): void {
  const untyped = chains.findIndex((chain: unknown) => !(chain instanceof Float64Array));
  if (untyped >= 0) {
    throw new DataError({
      where,
      path: `${path === undefined ? "chains" : `${path}.chains`}[${untyped}]`,
      expected: "a Float64Array",
      received: describeValue(chains[untyped]),
      hint: "Float64Array.from(list) makes one.",
    });
  }
  const length = chains[0]?.length ?? 0;
  const odd = chains.findIndex((chain) => chain.length !== length);
  if (length > 0 && odd < 0) return;
  const of = path === undefined ? "chains" : `${path}.chains`;
  throw new DataError({
    where,
    path: length === 0 ? of : `${of}[${odd}]`,
    expected: length === 0 ? "at least one chain with draws" : `${length} draws, as the first chain has`,
    received: length === 0 ? `${chains.length} chains without any` : String(chains[odd]!.length),
  });
}

/** True when every draw is a finite number. */
export function allDrawsFinite(chains: readonly Float64Array[]): boolean {
  return chains.every((chain) => chain.every(Number.isFinite));
}

/** The least number of draws of a chain that says anything. */
export const fewestDraws = 4;

/** Whether a number can be made of these draws at all: enough of them, and all finite. */
export function areUsable(chains: readonly Float64Array[]): boolean {
  return chains[0]!.length >= fewestDraws && allDrawsFinite(chains);
}

/** Chains multiplied by a power of two where squares of their numbers leave the range: what has no unit does not change. */
export function inRange(chains: readonly Float64Array[]): { chains: readonly Float64Array[]; factor: number } {
  const factor = rangeFactor(chains);
  return { chains: factor === 1 ? chains : chains.map((chain) => chain.map((value) => value * factor)), factor };
}

/** All draws, one chain after the other. */
export function pooled(chains: readonly Float64Array[]): Float64Array {
  const length = chains[0]!.length;
  const all = new Float64Array(chains.length * length);
  chains.forEach((chain, c) => all.set(chain, c * length));
  return all;
}

/** Each chain as its first and its last half, the draw in the middle of an odd number left out. */
export function split(chains: readonly Float64Array[]): Float64Array[] {
  const half = Math.floor(chains[0]!.length / 2);
  return chains.flatMap((chain) => [chain.subarray(0, half), chain.subarray(chain.length - half)]);
}
