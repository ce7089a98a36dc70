/** Curves over data: measurements with error bars, models with their bands, and the residuals below. */
import { curveChecks } from "../option-checks.ts";
import { checkOptions } from "../../errors/index.ts";
import { axisNumbers, logTicks } from "./axis-numbers.ts";
import { cycled } from "./chain-colour.ts";
import { extent, type NumberList } from "./chains.ts";
import {
  type CurveOptions,
  errorEnds,
  type Listed,
  type ListedCurve,
  type ListedData,
  listedCurves,
} from "./curve-lists.ts";
import type { Panel, PanelLayer } from "./panels.ts";
import type { FigureSpec } from "./spec.ts";
import { figure, figureFrame } from "./vega-lite-spec.ts";
import { ink, palette } from "./style.ts";

const width = 540;
const verticesAtMost = 800;

/**
 * Data as points with error bars, curves as lines over bands; with `data.model` a panel of residuals below.
 *
 * @throws DataError when there is nothing to draw, lists differ in length, or a number is not finite
 * @example
 * ```ts
 * import { curveFigure, renderSvg } from "fluxion/report";
 * const figure = curveFigure({
 *   title: "A lamp fades",
 *   xTitle: "time (day)",
 *   yTitle: "flux (mJy)",
 *   data: { x: [0, 1, 2], y: [2.5, 1.7, 1.1], sigma: 0.1, model: [2.5, 1.68, 1.12] },
 *   curves: [{ label: "fit", x: [0, 1, 2], y: [2.5, 1.68, 1.12], sigma: [0.06, 0.04, 0.05] }],
 * });
 * console.log((await renderSvg(figure)).includes("flux (mJy)")); // → true
 * ```
 */
export function curveFigure(options: CurveOptions): FigureSpec {
  checkOptions(options, curveChecks, "curveFigure", "", ["title", "xTitle", "yTitle"]);
  const listed = listedCurves(options);
  const { data } = listed;
  const residuals = data?.model === undefined ? [] : [residualPanel(listed, { ...data, model: data.model })];
  return figure({
    ...figureFrame,
    title: options.subtitle === undefined ? options.title : { text: options.title, subtitle: options.subtitle },
    spacing: 12,
    bounds: "flush",
    vconcat: [curvePanel(listed, residuals.length > 0), ...residuals],
  });
}

/** The panel of data and curves; its horizontal axis stands below the residuals where there are any. */
function curvePanel(options: Listed, above: boolean): Panel {
  const { data, curves } = options;
  const labels = [...curves.map(({ label }) => label), ...(data === undefined ? [] : [data.label])];
  const color = {
    field: "label",
    type: "nominal" as const,
    sort: null,
    scale: { domain: labels, range: [...cycled(palette, curves.length), ...(data === undefined ? [] : [ink])] },
    legend: labels.length > 1 ? legendOf(curves, data?.label) : null,
  };
  const axes = axesOf(options, above);
  return {
    width,
    height: options.height ?? 280,
    layer: [
      ...curves.flatMap((curve, index) => bandLayer(curve, palette[index % palette.length]!, axes)),
      ...curves.map((curve) => curveLayer(curve, axes, color)),
      ...(data === undefined ? [] : dataLayers(data, axes, color)),
    ],
  };
}

/** Each entry as it is drawn: curves as their line, data as a point. Vega asks the expressions once an entry. */
function legendOf(curves: readonly ListedCurve[], dataLabel: string | undefined): object {
  const dashed = curves.flatMap(({ label, drawnAs }) => (drawnAs === "dashes" ? [label] : []));
  const isOneOf = (list: readonly string[]): string => `indexof(${JSON.stringify(list)}, datum.value) >= 0`;
  const isData = isOneOf(dataLabel === undefined ? [] : [dataLabel]);
  return {
    title: null,
    symbolType: { expr: `${isData} ? "circle" : "stroke"` },
    symbolSize: { expr: `${isData} ? 10 : 220` },
    symbolStrokeWidth: 2.5,
    symbolDash: { expr: `${isOneOf(dashed)} ? [5, 4] : [1, 0]` },
  };
}

interface Axes {
  readonly x: object;
  readonly y: object;
  /** The lower end of a logarithmic axis, where bars and bands that reach below zero end. */
  readonly floor: number;
}

function axesOf(options: Listed, above: boolean): Axes {
  const { data, curves } = options;
  const xs = [...(data === undefined ? [] : [data.x]), ...curves.map(({ x }) => x)];
  const ys = [
    ...(data === undefined ? [] : [data.y, ...(data.sigma === undefined ? [] : errorEnds(data.y, data.sigma))]),
    ...curves.flatMap(({ y, low, high, drawnAs }) => [y, low, high, ...(drawnAs === "stems" ? [[0]] : [])]),
  ].flatMap((list) => (list === undefined ? [] : [list]));
  const y = axisOf(options.yTitle, options.yScale ?? "linear", ys, {}, 0.06);
  return {
    x: axisOf(above ? null : options.xTitle, options.xScale ?? "linear", xs, above ? { labels: false } : {}, 0.02),
    y,
    floor: options.yScale === "log" ? y.scale.domain[0] : -Infinity,
  };
}

/** An axis over all the numbers with a margin; a logarithmic one over those that are positive. */
function axisOf(
  title: string | null,
  scale: "linear" | "log",
  lists: readonly NumberList[],
  more: object,
  share: number,
) {
  const logarithmic = scale === "log";
  const ends = lists.map((list) => extent(logarithmic ? Array.from(list).filter((value) => value > 0) : list));
  const low = Math.min(...ends.map(([least]) => least));
  const high = Math.max(...ends.map(([, most]) => most));
  const stretch = (high / low || 2) ** share;
  const margin = share * (high - low || 1);
  const domain: [number, number] = logarithmic ? [low / stretch, high * stretch] : [low - margin, high + margin];
  return {
    type: "quantitative" as const,
    title,
    scale: { type: scale, domain, nice: false as const, ...(logarithmic ? {} : { zero: false }) },
    axis: {
      ...axisNumbers,
      ...(logarithmic ? { values: logTicks(...domain) } : { tickCount: 7 }),
      ...more,
    },
  };
}

/** Every so many of the vertices of a long curve. */
function indicesOf(x: NumberList): number[] {
  const stride = Math.max(1, Math.ceil((x.length - 1) / verticesAtMost));
  const last = x.length - 1;
  return Array.from({ length: Math.ceil(last / stride) + 1 }, (_, i) => Math.min(i * stride, last));
}

function bandLayer({ x, low, high }: ListedCurve, colour: string, axes: Axes): PanelLayer[] {
  if (low === undefined || high === undefined) return [];
  return [
    {
      data: { values: indicesOf(x).map((i) => ({ x: x[i]!, low: Math.max(low[i]!, axes.floor), high: high[i]! })) },
      mark: { type: "area", color: colour, opacity: 0.25, clip: true },
      encoding: { x: { ...axes.x, field: "x" }, y: { ...axes.y, field: "low" }, y2: { field: "high" } },
    },
  ];
}

function curveLayer({ x, y, label, drawnAs = "line" }: ListedCurve, axes: Axes, color: object): PanelLayer {
  if (drawnAs === "stems") {
    const foot = Math.max(0, axes.floor);
    return {
      data: { values: Array.from({ length: x.length }, (_, i) => ({ x: x[i]!, y: y[i]!, foot, label })) },
      mark: { type: "rule", strokeWidth: 2, clip: true },
      encoding: { x: { ...axes.x, field: "x" }, y: { ...axes.y, field: "foot" }, y2: { field: "y" }, color },
    };
  }
  return {
    data: { values: indicesOf(x).map((i) => ({ x: x[i]!, y: y[i]!, label })) },
    mark: {
      type: "line",
      strokeWidth: 1.9,
      clip: true,
      ...(drawnAs === "dashes" ? { strokeDash: [5, 4] } : {}),
      ...(drawnAs === "steps" ? { interpolate: "step" as const } : {}),
    },
    encoding: { x: { ...axes.x, field: "x" }, y: { ...axes.y, field: "y" }, order: { field: "x" }, color },
  };
}

function dataLayers({ x, y, sigma, label }: ListedData, axes: Axes, color: object): PanelLayer[] {
  const [low, high] = errorEnds(y, sigma ?? new Float64Array(y.length));
  const rows = Array.from({ length: x.length }, (_, i) => ({
    x: x[i]!,
    y: y[i]!,
    low: Math.max(low[i]!, axes.floor),
    high: high[i]!,
    label,
  }));
  const bars: PanelLayer = {
    data: { values: rows },
    mark: { type: "rule", strokeWidth: 1.2, clip: true },
    encoding: { x: { ...axes.x, field: "x" }, y: { ...axes.y, field: "low" }, y2: { field: "high" }, color },
  };
  const points: PanelLayer = {
    data: { values: rows },
    mark: { type: "point", filled: true, size: rows.length > 60 ? 12 : 26, opacity: 1, clip: true },
    encoding: { x: { ...axes.x, field: "x" }, y: { ...axes.y, field: "y" }, color },
  };
  return sigma === undefined ? [points] : [bars, points];
}

/** Data less model, over sigma where there is one: a line at zero, a band of one sigma. */
function residualPanel(options: Listed, { x, y, sigma, model }: ListedData & { readonly model: NumberList }): Panel {
  const scaled = sigma !== undefined;
  const rows = Array.from({ length: x.length }, (_, i) => {
    const value = (y[i]! - model[i]!) / (sigma?.[i] ?? 1);
    return { x: x[i]!, value, low: value - 1, high: value + 1 };
  });
  const reach = Math.max(scaled ? 3 : 0, ...rows.map(({ value }) => Math.abs(value) * 1.1 + (scaled ? 1 : 0))) || 1;
  const { x: xAxis } = axesOf(options, false);
  const yAxis = {
    type: "quantitative" as const,
    title: scaled ? "residual / σ" : "residual",
    scale: { domain: [-reach, reach], nice: false as const },
    axis: { ...axisNumbers, tickCount: 4 },
  };
  const band: PanelLayer = {
    data: { values: [{ low: -1, high: 1 }] },
    mark: { type: "rect", color: "#8A8A8A", opacity: 0.22 },
    encoding: { y: { ...yAxis, field: "low" }, y2: { field: "high" } },
  };
  const bars: PanelLayer = {
    data: { values: rows },
    mark: { type: "rule", color: ink, strokeWidth: 1.2, clip: true },
    encoding: { x: { ...xAxis, field: "x" }, y: { ...yAxis, field: "low" }, y2: { field: "high" } },
  };
  return {
    width,
    height: 100,
    layer: [
      ...(scaled ? [band] : []),
      {
        data: { values: [{ value: 0 }] },
        mark: { type: "rule", color: ink, opacity: 0.7, strokeWidth: 1 },
        encoding: { y: { ...yAxis, field: "value" } },
      },
      ...(scaled ? [bars] : []),
      {
        data: { values: rows },
        mark: { type: "point", filled: true, color: ink, size: rows.length > 60 ? 10 : 22, opacity: 1, clip: true },
        encoding: { x: { ...xAxis, field: "x" }, y: { ...yAxis, field: "value" } },
      },
    ],
  };
}
