/** The integrator: reversible, volume-preserving, of second order, and allocation-free. */
import { describe, expect, it } from "vitest";
import { array, streams } from "fluxion";
import { Stream } from "../../../src/random/stream.ts";
import {
  denseMetric,
  diagonalMetric,
  drawMomentum,
  type Metric,
  velocityOf,
} from "../../../inference/sample/dynamics/metric.ts";
import { energyOf, leapfrog, type PhasePoint, phasePoint } from "../../../inference/sample/dynamics/phase-point.ts";
import { banana, density, normal } from "./densities.ts";

const metrics: readonly (readonly [string, Metric])[] = [
  ["diagonal", diagonalMetric(Float64Array.of(0.5, 2))],
  ["dense", denseMetric(Float64Array.of(0.5, 0.3, 0.3, 2), 2)!],
];

const target = density(banana, 2);

function at(position: readonly number[], momentum: readonly number[], metric: Metric): PhasePoint {
  const point = phasePoint(2);
  point.position.set(position);
  point.momentum.set(momentum);
  target.positions.set(position);
  target.run();
  point.gradient.set(target.gradients);
  point.logDensity = target.values[0]!;
  velocityOf(metric, point.momentum, point.velocity);
  return point;
}

describe.each(metrics)("leapfrog with a %s metric", (_name, metric) => {
  it("leads back when the step is negated", () => {
    const point = at([0.7, -0.2], [1.1, -0.4], metric);
    const energy = energyOf(point);
    for (let i = 0; i < 100; i++) leapfrog(target, metric, point, 0.1, point);
    for (let i = 0; i < 100; i++) leapfrog(target, metric, point, -0.1, point);
    // Two hundred steps of some ten roundings each, which the curvature of the banana grows a few times.
    [0.7, -0.2].forEach((value, i) => expect(point.position[i]).toBeCloseTo(value, 12));
    [1.1, -0.4].forEach((value, i) => expect(point.momentum[i]).toBeCloseTo(value, 12));
    expect(energyOf(point)).toBeCloseTo(energy, 12);
  });

  it("keeps volumes: its Jacobian has determinant 1", () => {
    const start = [0.7, -0.2, 1.1, -0.4];
    const flow = (z: readonly number[]): number[] => {
      const point = at(z.slice(0, 2), z.slice(2), metric);
      for (let i = 0; i < 5; i++) leapfrog(target, metric, point, 0.2, point);
      return [...point.position, ...point.momentum];
    };
    const h = 1e-5;
    const columns = start.map((_, i) => {
      const moved = (sign: number): number[] => flow(start.map((value, k) => value + (k === i ? sign * h : 0)));
      const [high, low] = [moved(1), moved(-1)];
      return high.map((value, k) => (value - low[k]!) / (2 * h));
    });
    // Central differences: h^2 times third derivatives of order 100, and roundings of 1e-16 / h.
    expect(determinant(columns)).toBeCloseTo(1, 6);
  });

  it("errs in energy by the square of the step", () => {
    const error = (stepSize: number): number => {
      const point = at([0.7, -0.2], [1.1, -0.4], metric);
      const energy = energyOf(point);
      for (let i = 0; i < Math.round(1 / stepSize); i++) leapfrog(target, metric, point, stepSize, point);
      return energyOf(point) - energy;
    };
    // The next term of the error is of fourth order: at a step of 0.02 a thousandth of this one.
    expect(error(0.02) / error(0.01)).toBeCloseTo(4, 1);
  });

  it("draws momenta with the covariance M", () => {
    const n = 40_000;
    const stream = new Stream(streams.key("momenta"));
    const [p, v] = [new Float64Array(2), new Float64Array(2)];
    const sums = [0, 0, 0, 0];
    for (let i = 0; i < n; i++) {
      drawMomentum(metric, stream, p);
      velocityOf(metric, p, v);
      // E[p vᵀ] = M M⁻¹ = 1.
      sums.forEach((sum, k) => (sums[k] = sum + p[k >> 1]! * v[k & 1]!));
    }
    // Products of correlated normals with standard deviations up to 1.4 and 2: variance below 10.
    [1, 0, 0, 1].forEach((expected, k) => {
      expect(Math.abs(sums[k]! / n - expected)).toBeLessThan(4 * Math.sqrt(10 / n));
    });
  });
});

describe("leapfrog", () => {
  it("is exact for a normal density up to a rotation by a known angle", () => {
    // One step is the matrix [[1 - e²/2, e], [-e (1 - e²/4), 1 - e²/2]]: a rotation by acos(1 - e²/2) in scaled axes.
    const flat = density(normal(array([1])), 1);
    const point = phasePoint(1);
    point.position[0] = 1;
    point.gradient[0] = -1;
    const [e, steps] = [0.3, 50];
    for (let i = 0; i < steps; i++) leapfrog(flat, diagonalMetric(Float64Array.of(1)), point, e, point);
    const angle = steps * Math.acos(1 - e ** 2 / 2);
    // Fifty steps of a handful of roundings.
    expect(point.position[0]).toBeCloseTo(Math.cos(angle), 13);
    expect(point.momentum[0]).toBeCloseTo(-Math.sqrt(1 - e ** 2 / 4) * Math.sin(angle), 13);
  });

  it("calls a point without a density infinitely high", () => {
    const point = phasePoint(1);
    for (const logDensity of [Number.NaN, -Infinity, Infinity]) {
      point.logDensity = logDensity;
      expect(energyOf(point)).toBe(Infinity);
    }
  });
});

describe("a dense metric", () => {
  it("is refused unless it is positive definite", () => {
    expect(denseMetric(Float64Array.of(1, 2, 2, 1), 2)).toBeNull();
    expect(denseMetric(Float64Array.of(1, Number.NaN, Number.NaN, 1), 2)).toBeNull();
  });
});

/** By Gaussian elimination with pivots. */
function determinant(rows: readonly (readonly number[])[]): number {
  const matrix = rows.map((row) => [...row]);
  let product = 1;
  for (let k = 0; k < matrix.length; k++) {
    const pivot = matrix.findIndex((row, i) => i >= k && Math.abs(row[k]!) === largestBelow(matrix, k));
    if (pivot !== k) {
      [matrix[k], matrix[pivot]] = [matrix[pivot]!, matrix[k]!];
      product = -product;
    }
    product *= matrix[k]![k]!;
    for (let i = k + 1; i < matrix.length; i++) {
      const factor = matrix[i]![k]! / matrix[k]![k]!;
      for (let j = k; j < matrix.length; j++) matrix[i]![j] = matrix[i]![j]! - factor * matrix[k]![j]!;
    }
  }
  return product;
}

function largestBelow(matrix: readonly (readonly number[])[], k: number): number {
  return Math.max(...matrix.slice(k).map((row) => Math.abs(row[k]!)));
}
