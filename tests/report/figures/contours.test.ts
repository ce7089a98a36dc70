/** Contours: levels from tables, ellipses by their equation, the likelihood against the Gaussian where they are one. */
import { describe, expect, it } from "vitest";
import { contourFigure, fromWhitened } from "../../../src/report/figures/contours.ts";
import { type Covariance2, ellipse, type Point } from "../../../src/report/figures/ellipse.ts";
import { sigmaLevels } from "../../../src/report/figures/levels.ts";
import { dataOf } from "./specification.ts";

const center: Point = [68.8, 0.299];
const covariance: Covariance2 = [
  [0.09, -0.0009],
  [-0.0009, 1.3e-5],
];

/** (p - center)ᵀ C⁻¹ (p - center). */
function distance([x, y]: Point): number {
  const [[a, b], [, d]] = covariance;
  const dx = x - center[0];
  const dy = y - center[1];
  return (d * dx * dx - 2 * b * dx * dy + a * dy * dy) / (a * d - b * b);
}

interface Vertex {
  readonly x: number;
  readonly y: number;
  readonly level: string;
  readonly kind: string;
  readonly closed: boolean;
}

/** All vertices in a specification, from the layer of lines. */
function lineVertices(spec: ReturnType<typeof contourFigure>): readonly Vertex[] {
  const lines = dataOf<Vertex>(spec).at(-2);
  if (lines === undefined) throw new Error("The layer of lines holds no values.");
  return lines;
}

describe("sigmaLevels", () => {
  it("are those of the tables for two parameters", () => {
    // Press et al. (2007), table in section 15.6.5, to the digits printed there.
    expect(sigmaLevels.map(({ deltaChi2 }) => deltaChi2.toFixed(2))).toEqual(["2.30", "6.18", "11.83"]);
  });
});

describe("ellipse", () => {
  it("satisfies its equation at every point", () => {
    const points = ellipse(center, covariance, 6.18, 64);
    expect(points).toHaveLength(64);
    // Rounding of differences near 68.8: 2^-53 * 68.8 / 0.3 relative, times the condition of the covariance.
    for (const point of points) expect(distance(point)).toBeCloseTo(6.18, 8);
  });

  it("reaches sigma sqrt(deltaChi2) along each axis", () => {
    const points = ellipse([0, 0], covariance, 2.3, 3600);
    // The topmost of 3600 points is within (pi / 3600)^2 / 2 of the top.
    expect(Math.max(...points.map(([x]) => x)) / Math.sqrt(0.09 * 2.3)).toBeCloseTo(1, 5);
    expect(Math.max(...points.map(([, y]) => y)) / Math.sqrt(1.3e-5 * 2.3)).toBeCloseTo(1, 5);
  });

  it("does not exist for a matrix that is no covariance", () => {
    const singular: Covariance2 = [
      [1, 2],
      [2, 1],
    ];
    expect(() => ellipse([0, 0], singular, 1)).toThrow(/not positive definite/);
  });
});

describe("contourFigure", () => {
  const nodes = Array.from({ length: 37 }, (_, index) => -4.5 + 0.25 * index);
  const gaussianGrid = nodes.map((v) => nodes.map((u) => u * u + v * v));
  const input = {
    title: "H₀ and Ωₘ",
    x: { title: "H₀ (km s⁻¹ Mpc⁻¹)" },
    y: { title: "Ωₘ" },
    center,
    covariance,
    likelihood: { nodes, deltaChi2: gaussianGrid },
    likelihoodLabel: "likelihood",
  };

  it("draws a Gaussian likelihood on the ellipses of its Fisher matrix", () => {
    const vertices = lineVertices(contourFigure(input)).filter(({ kind }) => kind === "likelihood");
    expect(new Set(vertices.map(({ level }) => level))).toEqual(
      new Set(["1σ: Δχ² < 2.30 (68.3 %)", "2σ: Δχ² < 6.18 (95.4 %)", "3σ: Δχ² < 11.83 (99.7 %)"]),
    );
    for (const { x, y, level, closed } of vertices) {
      const radius = Math.sqrt(sigmaLevels.find(({ label }) => level.startsWith(label))?.deltaChi2 ?? Number.NaN);
      expect(closed).toBe(true);
      // The radius is interpolated along edges of 0.25 sigma: off by at most 0.25^2 / (8 r), r >= 1.27 less an edge.
      expect(Math.abs(Math.sqrt(distance([x, y])) - radius)).toBeLessThan(0.25 ** 2 / (8 * 1.27) + 1e-9);
    }
  });

  it("shows how a likelihood differs from its Gaussian", () => {
    const skewed = nodes.map((v) => nodes.map((u) => (u * u + v * v) * (1 + 0.1 * u)));
    const vertices = lineVertices(contourFigure({ ...input, likelihood: { nodes, deltaChi2: skewed } }));
    const along = (kind: string): number[] => {
      const reach = vertices.filter((vertex) => vertex.kind.startsWith(kind) && vertex.level.startsWith("1σ"));
      return [Math.min(...reach.map(({ x }) => x)), Math.max(...reach.map(({ x }) => x))];
    };
    const [lowLikelihood, highLikelihood] = along("likelihood");
    const [lowGaussian, highGaussian] = along("Gaussian");
    expect(lowLikelihood).toBeLessThan(lowGaussian ?? 0);
    expect(highLikelihood).toBeLessThan(highGaussian ?? 0);
  });

  it("draws the Gaussian alone where there is no likelihood", () => {
    const vertices = lineVertices(contourFigure({ ...input, likelihood: null }));
    expect(new Set(vertices.map(({ kind }) => kind))).toEqual(new Set(["Gaussian of the Fisher matrix"]));
    for (const { x, y, level } of vertices) {
      const expected = sigmaLevels.find(({ label }) => level.startsWith(label))?.deltaChi2;
      expect(distance([x, y])).toBeCloseTo(expected ?? Number.NaN, 8);
    }
  });

  it("marks a likelihood that runs off its grid as open, so that it is not filled", () => {
    const narrow = nodes.map((v) => nodes.map((u) => u * u + 0.1 * v * v));
    const vertices = lineVertices(contourFigure({ ...input, likelihood: { nodes, deltaChi2: narrow } }));
    const outer = vertices.filter(({ kind, level }) => kind === "likelihood" && level.startsWith("2σ"));
    expect(outer.length).toBeGreaterThan(0);
    expect(outer.every(({ closed }) => !closed)).toBe(true);
  });

  it("takes whitened coordinates into the plane: unit deviates have the covariance", () => {
    const [x1, y1] = fromWhitened([0, 0], covariance, [1, 0]);
    const [x2, y2] = fromWhitened([0, 0], covariance, [0, 1]);
    expect(x1 * x1 + x2 * x2).toBeCloseTo(0.09, 15);
    expect(x1 * y1 + x2 * y2).toBeCloseTo(-0.0009, 15);
    expect(y1 * y1 + y2 * y2).toBeCloseTo(1.3e-5, 15);
  });
});
