/** Trajectory: the doubling tree of the no-U-turn sampler, in memory that is made once for all transitions. */
import type { Stream } from "../random/stream.ts";
import type { Density } from "./density.ts";
import { drawMomentum, type Metric, velocityOf } from "./metric.ts";
import { copyPoint, energyOf, leapfrog, type PhasePoint, phasePoint } from "./phase-point.ts";
import type { Standpoint } from "./tuning.ts";
import { DIVERGENT_ENERGY, type Transition } from "./transition.ts";

/** One of the points of a trajectory, drawn by its weight exp(-energy). */
interface Proposal {
  readonly position: Float64Array;
  readonly gradient: Float64Array;
  logDensity: number;
  energy: number;
}

/** A stretch of a trajectory, in the order in which it was integrated. */
interface Stretch {
  /** log Σ exp(start energy - energy) over its points. */
  logWeight: number;
  /** Sum of its momenta. */
  readonly momentumSum: Float64Array;
  readonly firstMomentum: Float64Array;
  readonly firstVelocity: Float64Array;
  readonly lastMomentum: Float64Array;
  readonly lastVelocity: Float64Array;
  readonly proposal: Proposal;
}

function stretch(n: number): Stretch {
  const vector = (): Float64Array => new Float64Array(n);
  return {
    logWeight: Number.NEGATIVE_INFINITY,
    momentumSum: vector(),
    firstMomentum: vector(),
    firstVelocity: vector(),
    lastMomentum: vector(),
    lastVelocity: vector(),
    proposal: { position: vector(), gradient: vector(), logDensity: 0, energy: 0 },
  };
}

/** What a transition leads to. */
export interface TrajectoryEnd {
  readonly at: Standpoint;
  readonly transition: Transition;
}

/** Draws from trajectories of a density. */
export class Trajectory {
  readonly #density: Density;
  readonly #maxDepth: number;
  readonly #forward: PhasePoint;
  readonly #backward: PhasePoint;
  /** The whole trajectory, first to last as time goes. */
  readonly #whole: Stretch;
  /** Element d takes the second half of a stretch of 2^(d + 1) points; the last takes a doubling of the whole. */
  readonly #spare: readonly Stretch[];
  #stream!: Stream;
  #metric!: Metric;
  #startEnergy = 0;
  #leapfrogs = 0;
  #acceptanceSum = 0;
  #divergence: Float64Array | null = null;

  constructor(density: Density, maxDepth: number) {
    const n = density.size;
    this.#density = density;
    this.#maxDepth = maxDepth;
    this.#forward = phasePoint(n);
    this.#backward = phasePoint(n);
    this.#whole = stretch(n);
    this.#spare = Array.from({ length: maxDepth + 1 }, () => stretch(n));
  }

  /** One transition from a point: a fresh momentum, a trajectory doubled until it turns back, one of its points. */
  draw(from: Standpoint, metric: Metric, stepSize: number, stream: Stream): TrajectoryEnd {
    this.#begin(from, metric, stream);
    const whole = this.#whole;
    const doubling = this.#spare[this.#maxDepth]!;
    let depth = 0;
    while (depth < this.#maxDepth) {
      const isForward = stream.uniform() > 0.5;
      const front = isForward ? this.#forward : this.#backward;
      if (!this.#build(depth, front, isForward ? stepSize : -stepSize, doubling)) break;
      depth++;
      // Biased progressive sampling: the new half is favoured, which moves the draw away from the start.
      if (stream.uniform() < Math.exp(doubling.logWeight - whole.logWeight)) copyProposal(doubling, whole);
      whole.logWeight = logSumExp(whole.logWeight, doubling.logWeight);
      if (!(isForward ? joins(whole, doubling) : joinsBefore(whole, doubling))) break;
    }
    const { position, gradient, logDensity, energy } = whole.proposal;
    return {
      at: { position: position.slice(), gradient: gradient.slice(), logDensity },
      transition: {
        energy,
        acceptance: this.#acceptanceSum / this.#leapfrogs,
        stepSize,
        treeDepth: depth,
        leapfrogs: this.#leapfrogs,
        divergence: this.#divergence,
      },
    };
  }

  #begin(from: Standpoint, metric: Metric, stream: Stream): void {
    this.#stream = stream;
    this.#metric = metric;
    this.#leapfrogs = 0;
    this.#acceptanceSum = 0;
    this.#divergence = null;
    const start = this.#forward;
    start.position.set(from.position);
    start.gradient.set(from.gradient);
    start.logDensity = from.logDensity;
    drawMomentum(metric, stream, start.momentum);
    velocityOf(metric, start.momentum, start.velocity);
    copyPoint(start, this.#backward);
    this.#startEnergy = energyOf(start);
    becomePoint(this.#whole, start, this.#startEnergy, 0);
  }

  /**
   * Integrates 2^depth steps on from `front` into `into`.
   *
   * @returns false when the stretch is not to be used: it diverges, or it or a half of its halves turns back
   */
  #build(depth: number, front: PhasePoint, signedStep: number, into: Stretch): boolean {
    if (depth === 0) return this.#advance(front, signedStep, into);
    if (!this.#build(depth - 1, front, signedStep, into)) return false;
    const second = this.#spare[depth - 1]!;
    if (!this.#build(depth - 1, front, signedStep, second)) return false;
    const logWeight = logSumExp(into.logWeight, second.logWeight);
    if (this.#stream.uniform() < Math.exp(second.logWeight - logWeight)) copyProposal(second, into);
    into.logWeight = logWeight;
    return joins(into, second);
  }

  #advance(front: PhasePoint, signedStep: number, into: Stretch): boolean {
    leapfrog(this.#density, this.#metric, front, signedStep);
    this.#leapfrogs++;
    const energy = energyOf(front);
    const logWeight = this.#startEnergy - energy;
    this.#acceptanceSum += Math.min(1, Math.exp(logWeight));
    if (!(logWeight >= -DIVERGENT_ENERGY)) {
      this.#divergence = front.position.slice();
      return false;
    }
    becomePoint(into, front, energy, logWeight);
    return true;
  }
}

/** Makes a stretch of one point. */
function becomePoint(into: Stretch, at: PhasePoint, energy: number, logWeight: number): void {
  into.logWeight = logWeight;
  into.momentumSum.set(at.momentum);
  into.firstMomentum.set(at.momentum);
  into.lastMomentum.set(at.momentum);
  into.firstVelocity.set(at.velocity);
  into.lastVelocity.set(at.velocity);
  into.proposal.position.set(at.position);
  into.proposal.gradient.set(at.gradient);
  into.proposal.logDensity = at.logDensity;
  into.proposal.energy = energy;
}

function copyProposal(from: Stretch, to: Stretch): void {
  to.proposal.position.set(from.proposal.position);
  to.proposal.gradient.set(from.proposal.gradient);
  to.proposal.logDensity = from.proposal.logDensity;
  to.proposal.energy = from.proposal.energy;
}

/**
 * Appends `second` to `first` and says whether the joined stretch still moves apart: at both its ends, and at the seam, each
 * half with the next point of the other. The checks at the seam catch trajectories that turn by a whole circle in a doubling.
 *
 * @see Betancourt (2017), A conceptual introduction to Hamiltonian Monte Carlo, A.4.2; Stan 2.21 for the checks at the seam
 */
function joins(first: Stretch, second: Stretch): boolean {
  const { firstVelocity, lastVelocity, lastMomentum, momentumSum } = first;
  const apart =
    movesApart(firstVelocity, second.firstVelocity, momentumSum, second.firstMomentum) &&
    movesApart(lastVelocity, second.lastVelocity, second.momentumSum, lastMomentum) &&
    movesApart(firstVelocity, second.lastVelocity, momentumSum, second.momentumSum);
  addTo(momentumSum, second.momentumSum);
  lastMomentum.set(second.lastMomentum);
  lastVelocity.set(second.lastVelocity);
  return apart;
}

/** The same for a stretch that was integrated backwards from the beginning of `whole`: its first point lies next to it. */
function joinsBefore(whole: Stretch, before: Stretch): boolean {
  const { firstVelocity, firstMomentum, lastVelocity, momentumSum } = whole;
  const apart =
    movesApart(before.lastVelocity, firstVelocity, before.momentumSum, firstMomentum) &&
    movesApart(before.firstVelocity, lastVelocity, momentumSum, before.firstMomentum) &&
    movesApart(before.lastVelocity, lastVelocity, momentumSum, before.momentumSum);
  addTo(momentumSum, before.momentumSum);
  firstMomentum.set(before.lastMomentum);
  firstVelocity.set(before.lastVelocity);
  return apart;
}

/** Whether the velocities at two ends both point along the sum of the momenta between them, given in two parts. */
function movesApart(oneEnd: Float64Array, otherEnd: Float64Array, part: Float64Array, rest: Float64Array): boolean {
  let along = 0;
  let alongOther = 0;
  for (let i = 0; i < part.length; i++) {
    const sum = part[i]! + rest[i]!;
    along += oneEnd[i]! * sum;
    alongOther += otherEnd[i]! * sum;
  }
  return along > 0 && alongOther > 0;
}

function addTo(sum: Float64Array, more: Float64Array): void {
  for (let i = 0; i < sum.length; i++) sum[i] = sum[i]! + more[i]!;
}

function logSumExp(a: number, b: number): number {
  const larger = Math.max(a, b);
  if (larger === Number.NEGATIVE_INFINITY) return larger;
  return larger + Math.log1p(Math.exp(Math.min(a, b) - larger));
}
