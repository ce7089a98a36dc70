/** Contours of two parameters: the likelihood itself over the Gaussian that its Fisher matrix stands for. */
import { axisNumbers } from "./axis-numbers.ts";
import { choleskyFactor, type Covariance2, ellipse, type Point } from "./ellipse.ts";
import { isolines } from "./isolines.ts";
import { type ContourLevel, sigmaLevels } from "./levels.ts";
import type { FigureSpec } from "./spec.ts";
import { figure, figureFrame } from "./vega-lite-spec.ts";
import { ink, palette, shades } from "./style.ts";

/** A parameter as an axis shows it. */
export interface ContourAxis {
  /** Title with the unit: "H₀ (km s⁻¹ Mpc⁻¹)". */
  readonly title: string;
}

/**
 * Chi-squared above its minimum on a grid that is square where the Gaussian is a circle: node (i, j) lies at
 * center + L (nodes[i], nodes[j]), where L Lᵀ is the covariance. A grid along the axes would waste itself on a thin,
 * tilted ellipse.
 */
export interface WhitenedGrid {
  /** Positions of rows and of columns, in sigma, increasing. */
  readonly nodes: readonly number[];
  /** deltaChi2[j][i] belongs to (nodes[i], nodes[j]). */
  readonly deltaChi2: readonly (readonly number[])[];
}

/** What a figure of contours is made of. */
export interface ContourInput {
  readonly title: string;
  readonly x: ContourAxis;
  readonly y: ContourAxis;
  /** Best fit. */
  readonly center: Point;
  /** Covariance of the two, other parameters marginalised: the block of the inverse Fisher matrix. */
  readonly covariance: Covariance2;
  /** The likelihood, other parameters profiled out; null to draw the Gaussian alone. */
  readonly likelihood: WhitenedGrid | null;
  /** How the likelihood is called in the legend: "likelihood, Obh2 and ns profiled". */
  readonly likelihoodLabel: string;
}

/** The positions of a node in the plane of the two parameters. */
export function fromWhitened(center: Point, covariance: Covariance2, [u, v]: Point): Point {
  const [[l11], [l21, l22]] = choleskyFactor(covariance);
  return [center[0] + l11 * u, center[1] + l21 * u + l22 * v];
}

const gaussianLabel = "Gaussian of the Fisher matrix";

/** One, two and three sigma of two parameters: filled for the likelihood, dashed for the Gaussian. */
export function contourFigure(input: ContourInput): FigureSpec {
  const gaussian = sigmaLevels.flatMap((level) =>
    outline(
      ellipse(input.center, input.covariance, level.deltaChi2),
      `gaussian ${level.label}`,
      level,
      gaussianLabel,
      true,
    ),
  );
  const likelihood = likelihoodRows(input);
  const rows = [...likelihood, ...gaussian];
  const levelNames = sigmaLevels.map(levelName);
  const labels = input.likelihood === null ? [gaussianLabel] : [input.likelihoodLabel, gaussianLabel];

  const x = {
    field: "x",
    type: "quantitative" as const,
    title: input.x.title,
    scale: scaleOver(rows.map((row) => row.x)),
    axis: { tickCount: 7, ...axisNumbers },
  };
  const y = {
    field: "y",
    type: "quantitative" as const,
    title: input.y.title,
    scale: scaleOver(rows.map((row) => row.y)),
    axis: { tickCount: 6, ...axisNumbers },
  };
  const path = { order: { field: "order", type: "quantitative" as const }, detail: { field: "path" } };
  const levelScale = { domain: levelNames, range: [...shades] };
  const kindScale = { domain: labels, range: labels.map((label) => (label === gaussianLabel ? [5, 4] : [1, 0])) };
  // Regions are the likelihood's where there is one, largest first, so that the smaller lie on top.
  const filled = (input.likelihood === null ? gaussian : likelihood).filter((row) => row.closed).reverse();
  return figure({
    ...figureFrame,
    title: input.title,
    width: 460,
    height: 380,
    layer: [
      {
        data: { values: filled },
        mark: { type: "line" as const, filled: true, strokeWidth: 0, fillOpacity: 1, clip: true },
        encoding: {
          x,
          y,
          ...path,
          fill: {
            field: "level",
            type: "nominal" as const,
            scale: levelScale,
            legend: { title: "Region", symbolType: "square", symbolStrokeWidth: 0, symbolOpacity: 1 },
          },
        },
      },
      {
        data: { values: rows },
        mark: { type: "line" as const, clip: true, strokeWidth: 1.4, color: ink },
        encoding: {
          x,
          y,
          ...path,
          strokeDash: {
            field: "kind",
            type: "nominal" as const,
            scale: kindScale,
            legend: { title: "Lines", symbolType: "stroke", symbolStrokeColor: ink, symbolSize: 300 },
          },
        },
      },
      {
        data: { values: [{ x: input.center[0], y: input.center[1] }] },
        mark: { type: "point" as const, shape: "cross", filled: true, size: 70, color: palette[4], opacity: 1 },
        encoding: { x, y },
      },
    ],
  });
}

/** A vertex of an outline, as it stands in the specification. */
interface Vertex {
  readonly x: number;
  readonly y: number;
  readonly order: number;
  readonly path: string;
  readonly level: string;
  readonly kind: string;
  readonly closed: boolean;
}

function likelihoodRows({ likelihood, center, covariance, likelihoodLabel }: ContourInput): Vertex[] {
  if (likelihood === null) return [];
  const { nodes } = likelihood;
  // The square root of chi-squared is nearly linear away from the minimum, which is what isolines interpolate.
  const roots = likelihood.deltaChi2.map((row) => row.map((value) => Math.sqrt(Math.max(value, 0))));
  return sigmaLevels.flatMap((level) =>
    isolines(roots, Math.sqrt(level.deltaChi2)).flatMap(({ points, closed }, index) => {
      const placed = points.map(([i, j]) => fromWhitened(center, covariance, [between(nodes, i), between(nodes, j)]));
      return outline(placed, `likelihood ${level.label} ${index}`, level, likelihoodLabel, closed);
    }),
  );
}

function outline(points: readonly Point[], path: string, level: ContourLevel, kind: string, closed: boolean): Vertex[] {
  const first = points[0];
  const all = closed && first !== undefined ? [...points, first] : points;
  return all.map(([x, y], order) => ({ x, y, order, path, level: levelName(level), kind, closed }));
}

/** "1σ: Δχ² < 2.30 (68.3 %)". */
function levelName({ label, deltaChi2, probability }: ContourLevel): string {
  return `${label}: Δχ² < ${deltaChi2.toFixed(2)} (${(100 * probability).toFixed(1)} %)`;
}

/** Value at a fractional index. */
function between(nodes: readonly number[], position: number): number {
  const index = Math.min(Math.floor(position), nodes.length - 2);
  const left = nodes[index] ?? Number.NaN;
  const right = nodes[index + 1] ?? Number.NaN;
  return left + (position - index) * (right - left);
}

function scaleOver(values: readonly number[]): { domain: [number, number]; nice: false; zero: false } {
  const low = Math.min(...values);
  const high = Math.max(...values);
  const margin = 0.06 * (high - low || 1);
  return { domain: [low - margin, high + margin], nice: false, zero: false };
}
