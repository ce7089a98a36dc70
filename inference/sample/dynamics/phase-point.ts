/** Phase points: where a Hamiltonian trajectory stands, in memory that its steps write over. */
import type { Density } from "./density.ts";
import { type Metric, velocityOf } from "./metric.ts";

/** A point of phase space with what is known there. */
export interface PhasePoint {
  /** Shape [n], as all below. */
  readonly position: Float64Array;
  readonly momentum: Float64Array;
  /** M⁻¹ times the momentum. */
  readonly velocity: Float64Array;
  /** Gradient of the log density. */
  readonly gradient: Float64Array;
  logDensity: number;
}

/** A point at the origin, to be written over. */
export function phasePoint(size: number): PhasePoint {
  const vector = (): Float64Array => new Float64Array(size);
  return { position: vector(), momentum: vector(), velocity: vector(), gradient: vector(), logDensity: 0 };
}

/** The Hamiltonian, potential and kinetic: -log density + pᵀ M⁻¹ p / 2; infinite where there is none. */
export function energyOf({ momentum, velocity, logDensity }: PhasePoint): number {
  let twice = 0;
  for (let i = 0; i < momentum.length; i++) twice += momentum[i]! * velocity[i]!;
  const energy = 0.5 * twice - logDensity;
  // NaN, and a density that is infinite, count as no density at all.
  return energy > Number.NEGATIVE_INFINITY ? energy : Number.POSITIVE_INFINITY;
}

/**
 * One leapfrog step: half a kick, a drift, half a kick. It is symplectic, and reversible: the same step with the step size
 * negated leads back. One evaluation of the gradient, no allocation.
 *
 * @param to  what is written over: another point, or `from` itself
 */
export function leapfrog(density: Density, metric: Metric, from: PhasePoint, stepSize: number, to: PhasePoint): void {
  const { position, momentum, velocity, gradient } = to;
  const { positions, gradients, values } = density;
  const n = position.length;
  const half = 0.5 * stepSize;
  for (let i = 0; i < n; i++) momentum[i] = from.momentum[i]! + half * from.gradient[i]!;
  velocityOf(metric, momentum, velocity);
  for (let i = 0; i < n; i++) {
    const moved = from.position[i]! + stepSize * velocity[i]!;
    position[i] = moved;
    positions[i] = moved;
  }
  density.run();
  for (let i = 0; i < n; i++) {
    const slope = gradients[i]!;
    gradient[i] = slope;
    momentum[i] = momentum[i]! + half * slope;
  }
  velocityOf(metric, momentum, velocity);
  to.logDensity = values[0]!;
}
