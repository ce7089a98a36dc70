/** Sampler: the one shape of every way to draw from a density. */
import type { Stepped } from "../../drive/method.ts";
import type { ChainStatistics } from "../../diagnostics/measures/draws.ts";
import type { Key } from "../../../src/internal.ts";
import type { Density, DensityNeeds } from "../dynamics/density.ts";
import type { Transition } from "./transition.ts";

/** Chains that advance together, as all samplers know them; plain immutable data, which can be stored and gone on from. */
export interface GroupState {
  /** Iterations done, those of warm-up included. */
  readonly iteration: number;
  /** Where the chains of the group stand, shape [chains of the group, n]. */
  readonly positions: Float64Array;
  /** Log densities there, shape [chains of the group]. */
  readonly logDensities: Float64Array;
}

/** How a sampler divides its chains. */
export interface Arrangement extends DensityNeeds {
  /** Groups, which know nothing of each other and may run on different threads. */
  readonly groups: number;
  /** Chains in each group. */
  readonly width: number;
}

/** A sampler at work on one group of chains. */
export interface GroupMethod<S extends GroupState> {
  /**
   * The state before the first iteration. `positions`: shape [chains of the group, n]. `covariance`: what is known of the
   * covariance of the coordinates, by rows, or null.
   */
  init(positions: Float64Array, key: Key, covariance: Float64Array | null): S;
  /** One iteration of every chain of the group; the info has one entry a chain. */
  step(key: Key, state: S): Stepped<S, readonly Transition[]>;
}

/** A way to draw from a density: made by `nuts`, `hmc`, `metropolis` or `ensemble`. */
export interface Sampler<S extends GroupState = GroupState> {
  /** "nuts". */
  readonly name: string;
  /** Everything it was told, as plain data. */
  readonly settings: Readonly<Record<string, number | string>>;
  /** The statistics that mean something for it. */
  readonly tells: readonly (keyof ChainStatistics)[];
  /** Which chains advance together, and what is asked of the density. `size`: components of a point. */
  arrange(chains: number, size: number): Arrangement;
  /** At work on a density, with a warm-up of so many iterations. */
  bind(density: Density, warmup: number): GroupMethod<S>;
}
