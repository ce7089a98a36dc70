/** Designs that fill a cube: Sobol's points are those of SciPy, and every slice holds its share. */
import { latinHypercube, sobol } from "fluxion/inference";
import { streams } from "fluxion";
import { describe, expect, it } from "vitest";
import { reference } from "../reference.ts";

/** How many points lie in each of `slices` equal slices along coordinate `j`. */
function perSlice(points: Float64Array, dimensions: number, j: number, slices: number): number[] {
  const counts = new Array<number>(slices).fill(0);
  for (let i = j; i < points.length; i += dimensions) {
    const slice = Math.floor(slices * points[i]!);
    counts[slice] = counts[slice]! + 1;
  }
  return counts;
}

describe("sobol", () => {
  const { dimensions, first, thousandth } = reference.sobol;

  it("gives SciPy's points in forty dimensions, exactly", () => {
    expect(Array.from(sobol(dimensions, 16))).toEqual(first.flat());
    expect(Array.from(sobol(dimensions, 1, { first: 999 }))).toEqual(thousandth);
  });

  it("is one sequence, wherever it is entered", () => {
    for (const scramble of [undefined, streams.key(5)]) {
      const whole = sobol(7, 100, { scramble });
      expect(sobol(7, 37, { first: 63, scramble })).toEqual(whole.slice(63 * 7));
    }
  });

  it("has one point in every slice, scrambled or not", () => {
    for (const scramble of [undefined, ...[0, 1, 2].map((i) => streams.fold(streams.key("scrambles"), i))]) {
      const points = sobol(21, 64, { scramble });
      for (let j = 0; j < 21; j++) expect(perSlice(points, 21, j, 64)).toEqual(new Array(64).fill(1));
    }
  });

  it("keeps its evenness in planes when scrambled: sixteen points, one in each cell of every dyadic grid", () => {
    const points = sobol(2, 16, { scramble: streams.key("planes") });
    for (const rows of [1, 2, 4, 8, 16]) {
      const cells = Array.from({ length: 16 }, (_, i) => {
        const [x, y] = [points[2 * i]!, points[2 * i + 1]!];
        return Math.floor(x * rows) * (16 / rows) + Math.floor((y * 16) / rows);
      });
      // The first two dimensions are a (0, 2)-sequence: every such cell holds one of sixteen points.
      expect(new Set(cells).size).toBe(16);
    }
  });

  it("scrambles each point to one that is uniform in the cube", () => {
    const many = Array.from({ length: 4000 }, (_, i) =>
      sobol(2, 3, { scramble: streams.fold(streams.key("uniform"), i) }).slice(4),
    );
    for (const j of [0, 1]) {
      const mean = many.reduce((sum, point) => sum + point[j]!, 0) / many.length;
      // A uniform number has the deviation 1/sqrt(12): four standard errors of 4000 draws.
      expect(Math.abs(mean - 0.5)).toBeLessThan(4 / Math.sqrt(12 * 4000));
    }
    expect(many.every((point) => point.every((u) => u > 0 && u < 1))).toBe(true);
  });

  it("says how many dimensions there are", () => {
    expect(() => sobol(41, 1)).toThrowErrorMatchingInlineSnapshot(
      `[OptionError: OptionError at dimensions in sobol(): expected a whole number from 1 to 40, received 41. In more dimensions take latinHypercube.]`,
    );
    expect(() => sobol(1, 2, { first: 2 ** 30 - 1 })).toThrowErrorMatchingInlineSnapshot(
      `[OptionError: OptionError in sobol(): expected at most 2^30 points, received 1073741825.]`,
    );
  });
});

describe("latinHypercube", () => {
  it("has one point in every slice of every axis, whatever their number", () => {
    for (const count of [1, 2, 7, 50]) {
      const points = latinHypercube(streams.key(count), 5, count);
      for (let j = 0; j < 5; j++) expect(perSlice(points, 5, j, count)).toEqual(new Array(count).fill(1));
    }
  });

  it("pairs the slices of two axes at random", () => {
    // The correlation of two independent permutations of n has the variance 1/(n - 1).
    const n = 2000;
    const points = latinHypercube(streams.key("pairs"), 2, n);
    let product = 0;
    for (let i = 0; i < n; i++) product += (points[2 * i]! - 0.5) * (points[2 * i + 1]! - 0.5);
    expect(Math.abs((12 * product) / n)).toBeLessThan(4 / Math.sqrt(n - 1));
  });

  it("follows from its key", () => {
    expect(latinHypercube(streams.key(1), 3, 10)).toEqual(latinHypercube(streams.key(1), 3, 10));
    expect(latinHypercube(streams.key(1), 3, 10)).not.toEqual(latinHypercube(streams.key(2), 3, 10));
  });
});
