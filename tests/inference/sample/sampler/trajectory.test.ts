/** Trajectories of the no-U-turn sampler: they end where the exact motion turns back. */
import { describe, expect, it } from "vitest";
import { streams } from "fluxion";
import { Stream } from "../../../../src/random/stream.ts";
import type { Density } from "../../../../inference/sample/dynamics/density.ts";
import { diagonalMetric } from "../../../../inference/sample/dynamics/metric.ts";
import { Trajectory } from "../../../../inference/sample/sampler/trajectory.ts";

const n = 400;
/** Squared frequencies of independent oscillators, from 1/4 to 9/4. */
const squares = Float64Array.from({ length: n }, (_, i) => 1.25 + Math.cos((Math.PI * (i + 0.5)) / n));

/** log density -Σ ω² x² / 2, in closed form. */
function oscillators(): Density {
  const [positions, gradients, values] = [new Float64Array(n), new Float64Array(n), new Float64Array(1)];
  const run = (): void => {
    for (let i = 0; i < n; i++) gradients[i] = -squares[i]! * positions[i]!;
    values[0] = 0.5 * gradients.reduce((sum, slope, i) => sum + slope * positions[i]!, 0);
  };
  return { size: n, count: 1, positions, gradients, values, run };
}

/**
 * When the exact motion turns: after a time t, displacement times momentum is on average Σ sin(ω t) / ω in equilibrium, at
 * both ends.
 */
function turn(): number {
  const along = (t: number): number =>
    squares.reduce((sum, w2) => sum + Math.sin(Math.sqrt(w2) * t) / Math.sqrt(w2), 0);
  let [low, high] = [1, 6];
  while (high - low > 1e-9) {
    const middle = 0.5 * (low + high);
    if (along(middle) > 0) low = middle;
    else high = middle;
  }
  return low;
}

describe("a trajectory", () => {
  const density = oscillators();
  const trajectory = new Trajectory(density, 10);
  const metric = diagonalMetric(new Float64Array(n).fill(1));
  const drawn = (stepSize: number, seed: number) => {
    const stream = new Stream(streams.fold(streams.key("turn"), seed));
    const position = squares.map((w2) => stream.normal() / Math.sqrt(w2));
    density.positions.set(position);
    density.run();
    const at = { position, gradient: density.gradients.slice(), logDensity: density.values[0]! };
    return trajectory.draw(at, metric, stepSize, stream);
  };

  it("of sixteen points that reaches a tenth beyond where the exact motion turns is not doubled again", () => {
    const ends = Array.from({ length: 40 }, (_, seed) => drawn((1.1 * turn()) / 15, seed).transition);
    // Displacements of 400 oscillators scatter by a twentieth of their size, which is half of the tenth: some turn later. With
    // the sum of all momenta as the path, a step too long, it would be 17 of the 40.
    expect(ends.filter(({ leapfrogs }) => leapfrogs > 15).length).toBeLessThan(6);
    expect(ends.every(({ treeDepth }) => treeDepth === 4)).toBe(true);
  });

  it("holds a point of itself, with its gradient and density, whatever it was made from before", () => {
    for (let seed = 0; seed < 10; seed++) {
      const { at, transition } = drawn(0.3, seed);
      density.positions.set(at.position);
      density.run();
      expect(at.gradient).toEqual(density.gradients);
      expect(at.logDensity).toBe(density.values[0]);
      // The same again, in memory that other trajectories have used: not a bit differs.
      const again = drawn(0.3, seed);
      expect(again.at).toEqual(at);
      expect(again.transition).toEqual(transition);
    }
  });
});
