/** Transition: what one iteration of one chain did, as diagnostics read it. */

/** The statistics of a transition. */
export interface Transition {
  /** The Hamiltonian at the point chosen, or minus the log density where there is no momentum. */
  readonly energy: number;
  /** Acceptance statistic, from 0 to 1. */
  readonly acceptance: number;
  /** Step size used. */
  readonly stepSize: number;
  /** Doublings of the trajectory; 0 where there is no tree. */
  readonly treeDepth: number;
  /** Leapfrog steps, or evaluations of the density. */
  readonly leapfrogs: number;
  /** Where the integration went astray, in the coordinates that are sampled; null when it did not. */
  readonly divergence: Float64Array | null;
}

/** An energy error beyond this is no rounding of a good integration: the trajectory has left the typical set. */
export const DIVERGENT_ENERGY = 1000;
