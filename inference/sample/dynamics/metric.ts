/** Metrics: the inverse mass matrix of a Hamiltonian, an estimate of the covariance of what is sampled. */
import type { Stream } from "../../../src/internal.ts";

/** M⁻¹ with its standard deviations; plain data. */
export interface DiagonalMetric {
  readonly kind: "diagonal";
  /** The diagonal of M⁻¹, shape [n]; its units are those of the coordinates, squared. */
  readonly inverseMass: Float64Array;
}

/** M⁻¹ with correlations; plain data. */
export interface DenseMetric {
  readonly kind: "dense";
  /** M⁻¹ by rows, shape [n, n]. */
  readonly inverseMass: Float64Array;
  /** The lower triangular L with L Lᵀ = M⁻¹, by rows, shape [n, n]. */
  readonly factor: Float64Array;
}

/** An inverse mass matrix. */
export type Metric = DiagonalMetric | DenseMetric;

/** The metric of a diagonal. */
export const diagonalMetric = (inverseMass: Float64Array): DiagonalMetric => ({ kind: "diagonal", inverseMass });

/** The metric of a symmetric matrix by rows, or null when it is not positive definite. */
export function denseMetric(inverseMass: Float64Array, n: number): DenseMetric | null {
  const factor = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let rest = inverseMass[i * n + j]!;
      for (let k = 0; k < j; k++) rest -= factor[i * n + k]! * factor[j * n + k]!;
      if (j < i) factor[i * n + j] = rest / factor[j * n + j]!;
      else if (rest > 0) factor[i * n + i] = Math.sqrt(rest);
      else return null;
    }
  }
  return { kind: "dense", inverseMass, factor };
}

/** The diagonal of the inverse mass matrix. */
export function variancesOf(metric: Metric, n: number): Float64Array {
  if (metric.kind === "diagonal") return metric.inverseMass;
  return Float64Array.from({ length: n }, (_, i) => metric.inverseMass[i * n + i]!);
}

/** v = M⁻¹ p, written to `velocity`. */
export function velocityOf(metric: Metric, momentum: Float64Array, velocity: Float64Array): void {
  const n = momentum.length;
  const { inverseMass } = metric;
  if (metric.kind === "diagonal") {
    for (let i = 0; i < n; i++) velocity[i] = inverseMass[i]! * momentum[i]!;
    return;
  }
  for (let i = 0; i < n; i++) {
    const row = i * n;
    let sum = 0;
    for (let j = 0; j < n; j++) sum += inverseMass[row + j]! * momentum[j]!;
    velocity[i] = sum;
  }
}

/** L z for standard normal z: a vector whose covariance is M⁻¹. */
export function deviationOf(metric: Metric, z: Float64Array): Float64Array {
  if (metric.kind === "diagonal") return z.map((value, i) => Math.sqrt(metric.inverseMass[i]!) * value);
  const n = z.length;
  return z.map((_, i) => {
    let sum = 0;
    for (let j = 0; j <= i; j++) sum += metric.factor[i * n + j]! * z[j]!;
    return sum;
  });
}

/** A momentum p ~ N(0, M), written to `momentum`. */
export function drawMomentum(metric: Metric, stream: Stream, momentum: Float64Array): void {
  const n = momentum.length;
  for (let i = 0; i < n; i++) momentum[i] = stream.normal();
  if (metric.kind === "diagonal") {
    for (let i = 0; i < n; i++) momentum[i] = momentum[i]! / Math.sqrt(metric.inverseMass[i]!);
    return;
  }
  // Lᵀ p = z from below: the covariance of p is (L Lᵀ)⁻¹ = M.
  const { factor } = metric;
  for (let i = n - 1; i >= 0; i--) {
    const value = momentum[i]! / factor[i * n + i]!;
    momentum[i] = value;
    for (let j = 0; j < i; j++) momentum[j] = momentum[j]! - factor[i * n + j]! * value;
  }
}
