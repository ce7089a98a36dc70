/** Isolines by marching squares against curves known in closed form. */
import { describe, expect, it } from "vitest";
import { isolines } from "../../../src/report/figures/isolines.ts";

const sampled = (count: number, f: (column: number, row: number) => number): number[][] =>
  Array.from({ length: count }, (_, row) => Array.from({ length: count }, (_, column) => f(column, row)));

describe("isolines", () => {
  it("finds a circle as one closed line", () => {
    const grid = sampled(41, (x, y) => Math.hypot(x - 20, y - 20));
    const lines = isolines(grid, 12.5);
    expect(lines).toHaveLength(1);
    const [line] = lines;
    expect(line?.closed).toBe(true);
    for (const [x, y] of line?.points ?? []) {
      // The distance is convex along an edge of length 1: linear interpolation is off by at most 1 / (8 r).
      expect(Math.abs(Math.hypot(x - 20, y - 20) - 12.5)).toBeLessThan(1 / (8 * 12));
    }
    // Neighbours on the line share a cell, so the line has no jumps.
    line?.points.forEach(([x, y], index, points) => {
      const [a, b] = points[(index + 1) % points.length] ?? [Number.NaN, Number.NaN];
      expect(Math.hypot(x - a, y - b)).toBeLessThanOrEqual(Math.SQRT2);
    });
  });

  it("is exact for a linear function, whose isolines run off the grid", () => {
    const lines = isolines(
      sampled(11, (x, y) => x + 2 * y),
      7.5,
    );
    expect(lines).toHaveLength(1);
    expect(lines[0]?.closed).toBe(false);
    for (const [x, y] of lines[0]?.points ?? []) expect(x + 2 * y).toBeCloseTo(7.5, 12);
    const ends = [lines[0]?.points[0], lines[0]?.points.at(-1)].map((point) => [...(point ?? [])]);
    expect(ends.sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0))).toEqual([
      [0, 3.75],
      [7.5, 0],
    ]);
  });

  it("keeps separate regions apart, and joins them where the middle of a saddle is inside", () => {
    // Two wells that touch corner to corner in one cell.
    const separate = isolines(
      [
        [0, 0, 0, 0],
        [0, 3, 0, 0],
        [0, 0, 3, 0],
        [0, 0, 0, 0],
      ],
      2,
    );
    expect(separate.map(({ closed }) => closed)).toEqual([true, true]);
    const joined = isolines(
      [
        [0, 0, 0, 0],
        [0, 3, 0, 0],
        [0, 0, 3, 0],
        [0, 0, 0, 0],
      ],
      1,
    );
    expect(joined.map(({ closed }) => closed)).toEqual([true]);
  });

  it("leaves out cells with a corner that is not finite", () => {
    const grid = sampled(5, (x) => x);
    const [top] = grid;
    if (top !== undefined) top[2] = Number.NaN;
    const lines = isolines(grid, 2.5);
    expect(lines).toHaveLength(1);
    expect(lines[0]?.points.map(([, y]) => y).sort()).toEqual([1, 2, 3, 4]);
  });

  it("finds nothing where the level is not reached", () => {
    expect(
      isolines(
        sampled(6, () => 1),
        2,
      ),
    ).toEqual([]);
  });
});
