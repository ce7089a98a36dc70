/** Bounded linear least squares against its optimality conditions. */
import { describe, expect, it } from "vitest";
import { boundedLinear } from "../../../../inference/least-squares/linear/bounded-linear.ts";
import { triangularise } from "../../../../inference/linear-algebra/triangularise.ts";
import { normals } from "../../random.ts";

interface Case {
  readonly m: number;
  readonly n: number;
  readonly matrix: Float64Array;
  readonly offset: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/** A random problem whose box holds zero, some coordinates starting on a bound, some pinned. */
function randomCase(seed: number): Case {
  const next = normals(`bounded ${seed}`);
  const n = 1 + (seed % 5);
  const m = n + (seed % 3);
  const matrix = Float64Array.from({ length: m * n }, next);
  const offset = Float64Array.from({ length: m }, () => 2 * next());
  const lower = Float64Array.from({ length: n }, (_, i) => (i === seed % 7 ? 0 : -Math.abs(next())));
  const upper = Float64Array.from({ length: n }, (_, i) => (i === seed % 4 ? 0 : Math.abs(next())));
  return { m, n, matrix, offset, lower, upper };
}

function slopes({ m, n, matrix, offset }: Case, z: Float64Array, damping: number): Float64Array {
  return Float64Array.from({ length: n }, (_, j) => {
    let slope = damping * z[j]!;
    for (let i = 0; i < m; i++) {
      let residual = offset[i]!;
      for (let k = 0; k < n; k++) residual += matrix[i * n + k]! * z[k]!;
      slope += matrix[i * n + j]! * residual;
    }
    return slope;
  });
}

describe("bounded linear least squares", () => {
  it.each([0, 0.3])(
    "meets the conditions of a minimum, which is unique, on random problems (damping %d)",
    (damping) => {
      for (let seed = 0; seed < 200; seed++) {
        const problem = randomCase(seed);
        const { n, matrix, offset, lower, upper } = problem;
        const z = boundedLinear(triangularise(matrix, offset, n), { lower, upper }, damping);
        slopes(problem, z, damping).forEach((slope, j) => {
          expect(z[j]).toBeGreaterThanOrEqual(lower[j]!);
          expect(z[j]).toBeLessThanOrEqual(upper[j]!);
          // Rounding of sums of order ten, of a matrix of moderate condition.
          if (z[j] !== lower[j] && z[j] !== upper[j]) expect(Math.abs(slope)).toBeLessThan(1e-11);
          else if (lower[j] === upper[j]) expect(z[j]).toBe(lower[j]);
          else if (z[j] === lower[j]) expect(slope).toBeGreaterThan(-1e-11);
          else expect(slope).toBeLessThan(1e-11);
        });
      }
    },
  );

  it("does not move in directions without data", () => {
    // Only z1 + z2 is seen, and z3 not at all: the shortest step shares the change and leaves z3.
    const matrix = Float64Array.of(1, 1, 0, 2, 2, 0);
    const box = { lower: new Float64Array(3).fill(-10), upper: new Float64Array(3).fill(10) };
    const z = boundedLinear(triangularise(matrix, Float64Array.of(-1, -2), 3), box, 0);
    [0.5, 0.5, 0].forEach((expected, j) => expect(z[j]).toBeCloseTo(expected, 14));
  });

  it("takes what a bound refuses from the other of two equal coordinates", () => {
    const matrix = Float64Array.of(1, 1, 2, 2);
    const box = { lower: Float64Array.of(-1, -1), upper: Float64Array.of(0.2, 10) };
    const z = boundedLinear(triangularise(matrix, Float64Array.of(-1, -2), 2), box, 0);
    expect(z[0]).toBe(0.2);
    expect(z[1]).toBeCloseTo(0.8, 14);
  });
});
