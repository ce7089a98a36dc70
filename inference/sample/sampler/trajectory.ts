/** Trajectory: the doubling tree of the no-U-turn sampler, in memory that is made once for all transitions. */
import { hostExp, hostLog1p, type Stream } from "../../../src/internal.ts";
import type { Density } from "../dynamics/density.ts";
import { drawMomentum, type Metric, velocityOf } from "../dynamics/metric.ts";
import { energyOf, leapfrog, type PhasePoint, phasePoint } from "../dynamics/phase-point.ts";
import type { Standpoint } from "../tuning/tuning.ts";
import { DIVERGENT_ENERGY, type Transition } from "./transition.ts";

/** A stretch of a trajectory, its points in the order in which they were integrated. */
interface Stretch {
  /** log Σ exp(start energy - energy) over its points. */
  logWeight: number;
  /** ∫ p dt from its first point to its last in units of the step, by the trapezoidal rule. */
  readonly path: Float64Array;
  first: PhasePoint;
  last: PhasePoint;
  /** One of its points, drawn by its weight exp(-energy). */
  proposal: PhasePoint;
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
  /** All points there are, and those of them that no stretch holds. */
  readonly #points: PhasePoint[] = [];
  #free: PhasePoint[] = [];
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
    this.#density = density;
    this.#maxDepth = maxDepth;
    const nowhere = phasePoint(density.size);
    const stretch = (): Stretch => ({
      logWeight: Number.NEGATIVE_INFINITY,
      path: new Float64Array(density.size),
      first: nowhere,
      last: nowhere,
      proposal: nowhere,
    });
    this.#whole = stretch();
    this.#spare = Array.from({ length: maxDepth + 1 }, stretch);
  }

  /** One transition from a point: a fresh momentum, a trajectory doubled until it turns back, one of its points. */
  draw(from: Standpoint, metric: Metric, stepSize: number, stream: Stream): TrajectoryEnd {
    this.#begin(from, metric, stream);
    const whole = this.#whole;
    const doubling = this.#spare[this.#maxDepth]!;
    let depth = 0;
    while (depth < this.#maxDepth) {
      const side = stream.uniform() > 0.5 ? "last" : "first";
      if (!this.#build(depth, whole[side], side === "last" ? stepSize : -stepSize, doubling)) break;
      depth++;
      // Biased progressive sampling: the new half is favoured, which moves the draw away from the start.
      const odds = doubling.logWeight - whole.logWeight;
      if (!this.#join(whole, side, doubling, odds)) break;
    }
    const { proposal } = whole;
    return {
      at: {
        position: proposal.position.slice(),
        gradient: proposal.gradient.slice(),
        logDensity: proposal.logDensity,
      },
      transition: {
        energy: energyOf(proposal),
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
    this.#free = this.#points.slice();
    const start = this.#freePoint();
    start.position.set(from.position);
    start.gradient.set(from.gradient);
    start.logDensity = from.logDensity;
    drawMomentum(metric, stream, start.momentum);
    velocityOf(metric, start.momentum, start.velocity);
    this.#startEnergy = energyOf(start);
    becomePoint(this.#whole, start, 0);
  }

  /**
   * Integrates 2^depth steps on from a point into `into`.
   *
   * @returns false when the stretch is not to be used: it diverges, or it or a half of its halves turns back
   */
  #build(depth: number, from: PhasePoint, signedStep: number, into: Stretch): boolean {
    if (depth === 0) return this.#advance(from, signedStep, into);
    if (!this.#build(depth - 1, from, signedStep, into)) return false;
    const second = this.#spare[depth - 1]!;
    if (!this.#build(depth - 1, into.last, signedStep, second)) return false;
    return this.#join(into, "last", second, second.logWeight - logSumExp(into.logWeight, second.logWeight));
  }

  #advance(from: PhasePoint, signedStep: number, into: Stretch): boolean {
    const point = this.#freePoint();
    leapfrog(this.#density, this.#metric, from, signedStep, point);
    this.#leapfrogs++;
    const logWeight = this.#startEnergy - energyOf(point);
    this.#acceptanceSum += Math.min(1, hostExp(logWeight));
    if (!(logWeight >= -DIVERGENT_ENERGY)) {
      this.#divergence = point.position.slice();
      return false;
    }
    becomePoint(into, point, logWeight);
    return true;
  }

  /**
   * Joins `next`, which was integrated on from one end of a stretch, to it. Its proposal is taken over at odds whose logarithm is given.
   *
   * @returns whether the joined stretch still moves apart
   */
  #join(whole: Stretch, side: "first" | "last", next: Stretch, odds: number): boolean {
    const isApart = movesApart(whole, side, next);
    const takes = this.#stream.uniform() < hostExp(odds);
    whole.logWeight = logSumExp(whole.logWeight, next.logWeight);
    const left = [whole[side], next.first, takes ? whole.proposal : next.proposal];
    whole[side] = next.last;
    if (takes) whole.proposal = next.proposal;
    left.forEach((point, k) => {
      const isHeld = point === whole.first || point === whole.last || point === whole.proposal;
      if (!isHeld && left.indexOf(point) === k) this.#free.push(point);
    });
    return isApart;
  }

  #freePoint(): PhasePoint {
    const free = this.#free.pop();
    if (free !== undefined) return free;
    const fresh = phasePoint(this.#density.size);
    this.#points.push(fresh);
    return fresh;
  }
}

/** Makes a stretch of one point. */
function becomePoint(into: Stretch, point: PhasePoint, logWeight: number): void {
  into.logWeight = logWeight;
  into.path.fill(0);
  into.first = point;
  into.last = point;
  into.proposal = point;
}

/**
 * Adds the path of `next`, which was integrated on from one end of a stretch, to that of the stretch, and says whether the
 * whole still moves apart: its two ends, and at the seam each part with the nearest point of the other. A stretch moves apart
 * while the velocities at both its ends point along its path. The checks at the seam catch trajectories that turn by a whole
 * circle in a doubling.
 *
 * @see Betancourt (2017), A conceptual introduction to Hamiltonian Monte Carlo, A.4.2, where the path is the sum of all momenta,
 *      which is a step too long and lets many a trajectory double once more than it need; Stan 2.21 for the checks at the seam
 */
function movesApart(whole: Stretch, side: "first" | "last", next: Stretch): boolean {
  const { path } = whole;
  const far = whole[side === "last" ? "first" : "last"].velocity;
  const { momentum: nearMomentum, velocity: near } = whole[side];
  const { momentum: acrossMomentum, velocity: across } = next.first;
  const { velocity: end } = next.last;
  let [farAcross, acrossFar, nearEnd, endNear, farEnd, endFar] = [0, 0, 0, 0, 0, 0];
  for (let i = 0; i < path.length; i++) {
    const seam = 0.5 * (nearMomentum[i]! + acrossMomentum[i]!);
    const toAcross = path[i]! + seam;
    const fromNear = seam + next.path[i]!;
    const all = toAcross + next.path[i]!;
    farAcross += far[i]! * toAcross;
    acrossFar += across[i]! * toAcross;
    nearEnd += near[i]! * fromNear;
    endNear += end[i]! * fromNear;
    farEnd += far[i]! * all;
    endFar += end[i]! * all;
    path[i] = all;
  }
  return farAcross > 0 && acrossFar > 0 && nearEnd > 0 && endNear > 0 && farEnd > 0 && endFar > 0;
}

function logSumExp(a: number, b: number): number {
  const larger = Math.max(a, b);
  if (larger === Number.NEGATIVE_INFINITY) return larger;
  return larger + hostLog1p(hostExp(Math.min(a, b) - larger));
}
