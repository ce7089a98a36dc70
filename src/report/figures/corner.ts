/** Corner: every parameter of a posterior by itself and against every other. */
import { cornerChecks } from "../option-checks.ts";
import { checkOptions, DataError } from "../../errors/index.ts";
import { counted } from "../format.ts";
import { axisNumbers, innerTicks } from "./axis-numbers.ts";
import { binCount, binned, sortedQuantile, stepOutline } from "./bins.ts";
import { type FigureDraws, checkDraws, checkFinite, extent, type NumberList, pooled, withUnit } from "./chains.ts";
import { ellipseLevels, legendCell, shareText } from "./corner-legend.ts";
import type { DrawsOverlay, GaussianOverlay } from "./overlays.ts";
import { densityRegions } from "./density.ts";
import { distinctTitles } from "./distinct-titles.ts";
import { type Covariance2, ellipse, type Point } from "./ellipse.ts";
import { centralInterval, intervalText } from "./marginal.ts";
import { type Panel, type PanelLayer, textAt } from "./panels.ts";
import { simplified } from "./simplify.ts";
import type { FigureSpec } from "./spec.ts";
import { figure, figureFrame } from "./vega-lite-spec.ts";
import { ink, palette } from "./style.ts";

/** What may be said of a corner figure. */
export interface CornerOptions {
  /** Default: "Posterior". */
  readonly title?: string | undefined;
  /**
   * Shares of the draws inside the regions, increasing. Default: 39.3 % and 86.5 %, what ellipses of one and two sigma hold
   * in two dimensions; [0.68, 0.95] for the shares that one and two sigma hold in one.
   */
  readonly levels?: readonly number[] | undefined;
  /** A Gaussian, drawn by ellipses of the same probabilities and by its marginals. */
  readonly gaussian?: GaussianOverlay | undefined;
  /** Draws of another method, drawn by the outlines of their own regions and by their histograms. */
  readonly comparison?: DrawsOverlay | undefined;
  /** The values that simulated data were made with, in the order of the draws. */
  readonly truth?: NumberList | undefined;
}

const parametersAtMost = 10;

/**
 * Histograms on the diagonal with median and 68.3 % interval above, below it regions of highest density of each pair. A
 * region holds the share of draws that the legend names.
 *
 * @param draws 1 to 10 parameters
 * @throws DataError when there are more parameters (choose with `selectDraws`), one is constant, or a draw is not finite
 * @example
 * ```ts
 * import { cornerFigure, renderSvg } from "fluxion/report";
 * const rate = { path: "rate", unit: "1/day", chains: [[0.41, 0.38, 0.4, 0.39, 0.42, 0.43, 0.4, 0.41]] };
 * const level = { path: "level", unit: "mJy", chains: [[2.5, 2.3, 2.4, 2.4, 2.6, 2.7, 2.6, 2.4]] };
 * console.log((await renderSvg(cornerFigure([rate, level]))).includes("39.3 %")); // → true
 * ```
 */
export function cornerFigure(draws: readonly FigureDraws[], options: CornerOptions = {}): FigureSpec {
  checkOptions(options, cornerChecks, "cornerFigure");
  checkDraws("cornerFigure", draws, { parametersAtMost, constant: false, draws: 4 });
  const { levels = ellipseLevels, gaussian, comparison, truth } = options;
  const others = comparison?.draws.map(pooled);
  checkContent(draws.length, { ...options, levels });
  const count = draws.length;
  const size = cellSizes[Math.min(count, cellSizes.length) - 1]!;
  const titles = distinctTitles(draws, 1.1 * size);
  const columns = draws.map((parameter, index) =>
    columnOf(parameter, titles[index]!, others?.[index], gaussian?.mean[index], truth?.[index]),
  );
  const cells = columns.flatMap((row, i) =>
    columns.map((column, j): Panel => {
      if (i === j)
        return diagonalCell(row, { size, lowest: i === count - 1, gaussian, index: i, intervals: count <= 5 });
      if (i < j)
        return i === 0 && j === Math.ceil(count / 2)
          ? legendCell({ levels, gaussian, comparison, truth }, size)
          : emptyCell(size);
      return pairCell(column, row, {
        size,
        levels,
        gaussian,
        indices: [j, i],
        lowest: i === count - 1,
        leftmost: j === 0,
      });
    }),
  );
  return figure({
    ...figureFrame,
    title: { text: options.title ?? "Posterior", offset: 8 },
    columns: count,
    bounds: "flush",
    align: "all",
    spacing: { row: count <= 5 ? 22 : 8, column: count <= 5 ? 14 : 8 },
    concat:
      count > 1 || (gaussian ?? comparison) === undefined
        ? cells
        : [...cells, legendCell({ levels: [], gaussian, comparison, truth }, 10)],
    ...(count === 1 ? { columns: 2 } : {}),
  });
}

/** Side of a cell in pixels, for one parameter, two, three ... */
const cellSizes = [300, 210, 165, 140, 125, 108, 96, 88, 82, 76] as const;

const tickSize = 10;

/** A parameter as its row and its column show it. */
interface Column {
  /** Path and unit, whole. */
  readonly name: string;
  /** As much of it as fits along an axis. */
  readonly title: string;
  readonly values: Float64Array;
  /** Draws of the other method. */
  readonly other: Float64Array | undefined;
  readonly domain: readonly [number, number];
  readonly truth: number | undefined;
}

function columnOf(
  { path, unit, chains }: FigureDraws,
  title: string,
  other: Float64Array | undefined,
  mean: number | undefined,
  truth: number | undefined,
): Column {
  const values = pooled({ chains });
  const bulk = (list: Float64Array): number[] => {
    const sorted = list.slice().sort();
    const quantiles = [sortedQuantile(sorted, 0.0015), sortedQuantile(sorted, 0.9985)];
    // A parameter that only a few draws move has quantiles in one place.
    return quantiles[0]! < quantiles[1]! ? quantiles : [sorted[0]!, sorted.at(-1)!];
  };
  const shown = [...bulk(values), ...(other === undefined ? [] : bulk(other)), mean, truth].filter(
    (value) => value !== undefined,
  );
  const low = Math.min(...shown);
  const high = Math.max(...shown);
  const margin = 0.06 * (high - low);
  return {
    name: withUnit(path, unit),
    title,
    values,
    other,
    domain: [low - margin, high + margin],
    truth,
  };
}

function axisOf({ title, domain }: Column, side: "x" | "y", labelled: boolean, size: number) {
  return {
    type: "quantitative" as const,
    title: labelled ? title : null,
    scale: { domain: [...domain], nice: false as const, zero: false },
    axis: {
      ...axisNumbers,
      values: innerTicks(...domain, size > 120 ? 3 : 2),
      labels: labelled,
      labelFontSize: tickSize,
      titleFontSize: 12,
      ...(side === "x"
        ? { titleY: 34, titleBaseline: "alphabetic" as const }
        : { titleX: -50, titleBaseline: "alphabetic" as const }),
    },
  };
}

interface DiagonalOptions {
  readonly size: number;
  readonly lowest: boolean;
  readonly gaussian: GaussianOverlay | undefined;
  readonly index: number;
  readonly intervals: boolean;
}

function diagonalCell(column: Column, { size, lowest, gaussian, index, intervals }: DiagonalOptions): Panel {
  const { values, domain } = column;
  const [first, last] = extent(values);
  const [low, high] = [Math.max(domain[0], first), Math.min(domain[1], last)];
  const bins = Math.min(binCount(values), Math.floor(size / 4));
  const outlineOf = (list: Float64Array) =>
    stepOutline(binned(list, low, high, bins), bins / ((high - low) * list.length)).map((vertex, order) => ({
      ...vertex,
      order,
    }));
  const outline = outlineOf(values);
  const other = column.other === undefined ? [] : outlineOf(column.other);
  const curve =
    gaussian === undefined
      ? []
      : normalCurve(gaussian.mean[index]!, Math.sqrt(gaussian.covariance[index]![index]!), domain);
  const top = 1.08 * Math.max(...[...outline, ...other, ...curve].map(({ height }) => height));
  const x = { field: "x", ...axisOf(column, "x", lowest, size) };
  const y = {
    field: "height",
    type: "quantitative" as const,
    scale: { domain: [0, top], nice: false as const },
    axis: null,
  };
  const { low: from, median, high: to } = centralInterval(values);
  return {
    width: size,
    height: size,
    layer: [
      {
        data: { values: outline },
        mark: { type: "line", filled: true, color: palette[0], fillOpacity: 0.3, strokeWidth: 0 },
        encoding: { x, y, order: { field: "order" } },
      },
      {
        data: { values: outline },
        mark: { type: "line", color: palette[0], strokeWidth: 1.3 },
        encoding: { x, y, order: { field: "order" } },
      },
      ...(other.length === 0
        ? []
        : [
            {
              data: { values: other },
              mark: { type: "line" as const, color: palette[2], strokeWidth: 1.3 },
              encoding: { x, y, order: { field: "order" } },
            },
          ]),
      ...(curve.length === 0
        ? []
        : [
            {
              data: { values: curve.map((vertex, order) => ({ ...vertex, order })) },
              mark: { type: "line" as const, color: palette[1], strokeWidth: 1.5, strokeDash: [4, 3] },
              encoding: { x, y, order: { field: "order" } },
            },
          ]),
      ...truthRules(column, "x", lowest, size),
      intervals
        ? textAt(intervalText(from, median, to), { x: size / 2, y: -6, align: "center", fontSize: 11 })
        : textAt(column.name, { x: size + 6, y: size / 2, align: "left", fontSize: 11 }),
    ],
  };
}

function normalCurve(mean: number, deviation: number, [low, high]: readonly [number, number]) {
  return Array.from({ length: 81 }, (_, index) => {
    const x = low + (index * (high - low)) / 80;
    return { x, height: Math.exp(-0.5 * ((x - mean) / deviation) ** 2) / (deviation * Math.sqrt(2 * Math.PI)) };
  });
}

interface PairOptions {
  readonly size: number;
  readonly levels: readonly number[];
  readonly gaussian: GaussianOverlay | undefined;
  readonly indices: readonly [number, number];
  readonly lowest: boolean;
  readonly leftmost: boolean;
}

/** A vertex of an outline, as it stands in the specification. */
interface Vertex {
  readonly x: number;
  readonly y: number;
  readonly order: number;
  readonly region: string;
}

function pairCell(column: Column, row: Column, options: PairOptions): Panel {
  const { size, levels, gaussian, indices, lowest, leftmost } = options;
  const pixels: readonly [number, number] = [
    size / (column.domain[1] - column.domain[0]),
    size / (row.domain[1] - row.domain[0]),
  ];
  // Outermost first, so that each region lies on those around it and is darker than they are.
  const regionsOf = (xs: Float64Array, ys: Float64Array) =>
    densityRegions(xs, ys, [...levels].reverse()).map(({ probability, outlines }) => ({
      region: shareText(probability),
      outlines: outlines.map((outline) => simplified(outline, pixels, 0.15).points),
    }));
  const regions = regionsOf(column.values, row.values);
  const others = column.other === undefined || row.other === undefined ? [] : regionsOf(column.other, row.other);
  const x = { field: "x", ...axisOf(column, "x", lowest, size) };
  const y = { field: "y", ...axisOf(row, "y", leftmost, size) };
  const path = { order: { field: "order" }, detail: { field: "region" } };
  return {
    width: size,
    height: size,
    layer: [
      // One path a region: a hole runs the other way round, and so stays empty.
      ...regions.map(({ region, outlines }) => ({
        data: { values: vertices(outlines, region, true) },
        mark: { type: "line" as const, filled: true, color: palette[0], fillOpacity: 0.3, strokeWidth: 0, clip: true },
        encoding: { x, y, ...path },
      })),
      {
        data: { values: regions.flatMap(({ region, outlines }) => vertices(outlines, region, false)) },
        mark: { type: "line", color: palette[0], strokeWidth: 1.1, clip: true },
        encoding: { x, y, ...path },
      },
      ...(others.length === 0
        ? []
        : [
            {
              data: { values: others.flatMap(({ region, outlines }) => vertices(outlines, region, false)) },
              mark: { type: "line" as const, color: palette[2], strokeWidth: 1.3, clip: true },
              encoding: { x, y, ...path },
            },
          ]),
      ...(gaussian === undefined
        ? []
        : [
            {
              data: { values: gaussianVertices(gaussian, indices, levels) },
              mark: { type: "line" as const, color: palette[1], strokeWidth: 1.3, strokeDash: [4, 3], clip: true },
              encoding: { x, y, ...path },
            },
          ]),
      ...truthRules(column, "x", lowest, size),
      ...truthRules(row, "y", leftmost, size),
    ],
  };
}

/** Vertices of closed outlines; `joined` outlines are one path, each walked to its start and back to the first one's. */
function vertices(outlines: readonly (readonly Point[])[], region: string, joined: boolean): Vertex[] {
  const origin = outlines[0]?.[0];
  if (origin === undefined) return [];
  if (!joined) {
    return outlines.flatMap((points, index) =>
      [...points, points[0]!].map(([x, y], order) => ({ x, y, order, region: `${region} ${index}` })),
    );
  }
  return outlines
    .flatMap((points) => [...points, points[0]!, origin])
    .map(([x, y], order) => ({ x, y, order, region }));
}

function gaussianVertices(
  { mean, covariance }: GaussianOverlay,
  [a, b]: readonly [number, number],
  levels: readonly number[],
) {
  const block: Covariance2 = [
    [covariance[a]![a]!, covariance[a]![b]!],
    [covariance[b]![a]!, covariance[b]![b]!],
  ];
  const center: Point = [mean[a]!, mean[b]!];
  return levels.flatMap((level) =>
    vertices([ellipse(center, block, -2 * Math.log1p(-level), 72)], shareText(level), false),
  );
}

function truthRules(column: Column, side: "x" | "y", labelled: boolean, size: number): PanelLayer[] {
  const { truth } = column;
  if (truth === undefined) return [];
  const channel = { field: "truth", ...axisOf(column, side, labelled, size) };
  return [
    {
      data: { values: [{ truth }] },
      mark: { type: "rule", color: ink, strokeWidth: 1.1, strokeDash: [1, 2] },
      encoding: side === "x" ? { x: channel } : { y: channel },
    },
  ];
}

function emptyCell(size: number): Panel {
  return {
    width: size,
    height: size,
    view: { stroke: null },
    layer: [textAt("", { x: 0, y: 0, align: "left", fontSize: 10 })],
  };
}

function checkContent(parameters: number, { levels = [], gaussian, comparison, truth }: CornerOptions): void {
  const where = "cornerFigure";
  if (comparison !== undefined) {
    checkDraws(where, comparison.draws, { parameters, parametersAtMost: parameters, constant: false, draws: 4 });
  }
  const increasing = levels.every((level, index) => level > (levels[index - 1] ?? 0) && level < 1);
  if (!increasing || levels.length === 0) {
    throw new DataError({
      where,
      path: "options.levels",
      expected: "increasing probabilities between 0 and 1",
      received: `[${levels.join(", ")}]`,
    });
  }
  const lists = [
    ...(gaussian === undefined
      ? []
      : [
          ["options.gaussian.mean", gaussian.mean] as const,
          ...gaussian.covariance.map((row, i) => [`options.gaussian.covariance[${i}]`, row] as const),
        ]),
    ...(truth === undefined ? [] : [["options.truth", truth] as const]),
  ];
  for (const [path, list] of lists) {
    if (list.length !== parameters) {
      throw new DataError({
        where,
        path,
        expected: `one for each of ${counted(parameters, "parameter")}`,
        received: String(list.length),
      });
    }
    checkFinite(where, path, list, "number");
  }
  if (gaussian !== undefined && gaussian.covariance.length !== parameters) {
    throw new DataError({
      where,
      path: "options.gaussian.covariance",
      expected: counted(parameters, "row"),
      received: String(gaussian.covariance.length),
    });
  }
}
