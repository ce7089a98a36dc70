/** Regions of highest density hold what they say: of Gaussians in closed form, of thin clouds, separate modes and rings. */
import { describe, expect, it } from "vitest";
import { densityRegions, oriented } from "../../../src/report/figures/density.ts";
import type { Point } from "../../../src/report/figures/ellipse.ts";
import { simplified } from "../../../src/report/figures/simplify.ts";
import { normals } from "./example-chains.ts";

const count = 40_000;
const [a, b] = [normals(1, count), normals(2, count)];

/**
 * Probability of a standard normal distribution inside an outline around the origin, which is whitened first: the integral of
 * 1 - exp(-r² / 2) over the angle, by the trapezium rule between vertices.
 */
function gaussianMass(points: readonly Point[], whiten: (point: Point) => Point): number {
  const placed = points.map(whiten);
  const turn = placed.reduce((sum, [x, y], i) => {
    const [nextX, nextY] = placed[(i + 1) % placed.length]!;
    const angle = Math.atan2(x * nextY - nextX * y, x * nextX + y * nextY);
    const inside = (u: number, v: number): number => -Math.expm1(-(u * u + v * v) / 2);
    return sum + (angle * (inside(x, y) + inside(nextX, nextY))) / 2;
  }, 0);
  return Math.abs(turn) / (2 * Math.PI);
}

describe("densityRegions", () => {
  it.each([0, 0.8, -0.999])("hold the stated mass of a Gaussian with correlation %d", (correlation) => {
    const rest = Math.sqrt(1 - correlation ** 2);
    const x = a.map((value) => 5 + 2 * value);
    const y = a.map((value, i) => 1e-9 * (correlation * value + rest * b[i]!));
    const whiten = ([px, py]: Point): Point => [(px - 5) / 2, (py / 1e-9 - correlation * ((px - 5) / 2)) / rest];
    for (const { probability, outlines } of densityRegions(x, y, [0.393, 0.683, 0.865, 0.954])) {
      expect(outlines).toHaveLength(1);
      // Share of 40 000 draws: a deviation of at most sqrt(0.25 / 40 000) = 0.0025; four of them.
      expect(Math.abs(gaussianMass(outlines[0]!.points, whiten) - probability)).toBeLessThan(0.01);
    }
  });

  it("keep separate modes apart, and each of its own size", () => {
    const x = a.map((value, i) => (i % 4 === 0 ? 8 : -8) + value);
    const [region] = densityRegions(x, b, [0.865]);
    expect(region!.outlines).toHaveLength(2);
    const whiten =
      (center: number) =>
      ([px, py]: Point): Point => [px - center, py];
    const outlineAt = (center: number) =>
      region!.outlines.find(({ points }) => Math.abs(points[0]![0] - center) < 4)!.points;
    const held = 0.25 * gaussianMass(outlineAt(8), whiten(8)) + 0.75 * gaussianMass(outlineAt(-8), whiten(-8));
    // As above; the draws are smoothed on the scale of a mode, not of the distance between the two.
    expect(Math.abs(held - 0.865)).toBeLessThan(0.015);
  });

  it("run around a hole", () => {
    const x = a.map((value, i) => (3 + 0.2 * b[i]!) * Math.cos(9 * value));
    const y = a.map((value, i) => (3 + 0.2 * b[i]!) * Math.sin(9 * value));
    const [region] = densityRegions(x, y, [0.9]);
    const radii = region!.outlines.map(({ points }) => Math.hypot(...points[0]!)).sort((p, q) => p - q);
    expect(radii).toHaveLength(2);
    // 90 % of a normal distribution lie within 1.645 deviations of 0.2, widened a little by the kernel.
    expect(Math.abs(radii[0]! - (3 - 0.33))).toBeLessThan(0.1);
    expect(Math.abs(radii[1]! - (3 + 0.33))).toBeLessThan(0.1);
  });

  it("end at a bound that no draw passes", () => {
    const [region] = densityRegions(a.map(Math.abs), b, [0.9]);
    const least = Math.min(...a.map(Math.abs));
    expect(Math.min(...region!.outlines.flatMap(({ points }) => points.map(([x]) => x)))).toBe(least);
  });

  it("do not swell for a few far draws, nor fail for draws on a line", () => {
    const x = a.slice(0, 4000).map((value, i) => (i < 8 ? 1e4 * value : value));
    const [region] = densityRegions(x, b.slice(0, 4000), [0.865]);
    // The share of 4000 draws has a deviation of 0.0054; the kernel is wider than for a Gaussian alone.
    expect(Math.abs(gaussianMass(region!.outlines[0]!.points, (point) => point) - 0.865)).toBeLessThan(0.04);
    const line = densityRegions(x, x.map((value) => 2 * value), [0.5]); // prettier-ignore
    for (const [px, py] of line[0]!.outlines.flatMap(({ points }) => points)) {
      expect(Math.abs(py - 2 * px)).toBeLessThan(0.01 * 1e4);
    }
  });

  it("are the same for repeated draws, which a sampler that stays makes", () => {
    const short = [a.slice(0, 500), b.slice(0, 500)] as const;
    const twice = short.map((list) => Float64Array.from({ length: 1000 }, (_, i) => list[Math.floor(i / 2)]!));
    const reach = (x: Float64Array, y: Float64Array): number =>
      Math.max(...densityRegions(x, y, [0.865])[0]!.outlines.flatMap(({ points }) => points.map(([px]) => px)));
    expect(reach(twice[0]!, twice[1]!)).toBeCloseTo(reach(...short), 1);
  });
});

describe("oriented", () => {
  it("turns holes against their surroundings", () => {
    const square = (side: number): Point[] => [[-side, -side], [side, -side], [side, side], [-side, side]]; // prettier-ignore
    const area = (points: readonly Point[]): number =>
      points.reduce((sum, [x, y], i) => {
        const [px, py] = points[(i + points.length - 1) % points.length]!;
        return sum + (px * y - x * py) / 2;
      }, 0);
    const nested = [3, 2, 1].map((side) => ({ points: square(side), closed: true }));
    expect(oriented(nested).map(({ points }) => area(points))).toEqual([36, -16, 4]);
  });
});

describe("simplified", () => {
  const circle = Array.from({ length: 2000 }, (_, i): Point => [
    Math.cos((2 * Math.PI * i) / 2000),
    1e-6 * Math.sin((2 * Math.PI * i) / 2000),
  ]);

  it("leaves no vertex farther from the outline than the tolerance, in pixels", () => {
    const { points, closed } = simplified({ points: circle, closed: true }, [100, 1e8], 0.2);
    expect(closed).toBe(true);
    expect(points.length).toBeLessThan(100);
    // The sagitta of a chord of a circle of radius 100 is at most the tolerance where its half angle is sqrt(2 * 0.2 / 100).
    const angles = points.map(([x, y]) => Math.atan2(y * 1e6, x));
    angles.forEach((angle, i) => {
      const gap = Math.abs(angles[(i + 1) % angles.length]! - angle);
      expect(Math.min(gap, 2 * Math.PI - gap) / 2).toBeLessThan(Math.sqrt((2 * 0.2) / 100) + 0.002);
    });
  });

  it("keeps corners and ends", () => {
    const corner: Point[] = [[0, 0], [1, 0], [2, 0], [2, 1], [2, 2]]; // prettier-ignore
    expect(simplified({ points: corner, closed: false }, [1, 1], 0.1).points).toEqual([
      [0, 0],
      [2, 0],
      [2, 2],
    ]);
  });
});
