/** A histogram of numbers, with curves over it where a distribution is expected. */
import { histogramChecks } from "../option-checks.ts";
import { checkOptions, DataError } from "../../errors/index.ts";
import { axisNumbers } from "./axis-numbers.ts";
import { binCount, binned, stepOutline } from "./bins.ts";
import { checkFinite, extent, type NumberList } from "./chains.ts";
import { cycled } from "./chain-colour.ts";
import type { FigureSpec } from "./spec.ts";
import { figure, figureFrame } from "./vega-lite-spec.ts";
import { ink, palette } from "./style.ts";

/** A normal distribution to compare with. */
export interface NormalCurve {
  /** For the legend: "Laplace". */
  readonly label: string;
  readonly mean: number;
  readonly deviation: number;
}

/** What is said of a histogram. */
export interface HistogramFigureOptions {
  readonly title: string;
  /** Title of the horizontal axis, with its unit: "rate (1/day)". */
  readonly valueTitle: string;
  /** What the histogram is called in the legend, where there are curves. Default: "draws". */
  readonly label?: string | undefined;
  /** Default: by the rule of Freedman and Diaconis, 8 to 60. */
  readonly bins?: number | undefined;
  /** Normal distributions drawn as curves. */
  readonly normals?: readonly NormalCurve[] | undefined;
  /** Vertical lines: a true value, a median. */
  readonly marks?: readonly HistogramMark[] | undefined;
}

/** A value worth a line of its own. */
export interface HistogramMark {
  readonly at: number;
  /** What it is, in a word or two. */
  readonly label: string;
}

/**
 * The density of `values`: counts over their number and the width of a bin, so that histograms of different size and
 * the normal curves are on one scale.
 *
 * @throws DataError when there are no values, one of them is not finite, or all are the same
 * @example
 * ```ts
 * import { histogramFigure, renderSvg } from "fluxion/report";
 * const figure = histogramFigure([1.2, 0.8, 1.1, 0.9], { title: "Scatter", valueTitle: "residual (mJy)" });
 * console.log((await renderSvg(figure)).includes("residual (mJy)")); // → true
 * ```
 */
export function histogramFigure(values: NumberList, options: HistogramFigureOptions): FigureSpec {
  checkOptions(options, histogramChecks, "histogramFigure", "", ["title", "valueTitle"]);
  checkValues(values);
  const { normals = [], marks = [], label = "draws" } = options;
  const [low, high] = extent(values);
  const count = options.bins ?? binCount(values);
  const outline = stepOutline(binned(values, low, high, count), count / ((high - low) * values.length));
  // A curve is drawn as far as four sigma, but not so far that the histogram becomes a spike.
  const width = high - low;
  const from = Math.max(low - width, Math.min(low, ...normals.map(({ mean, deviation }) => mean - 4 * deviation)));
  const to = Math.min(high + width, Math.max(high, ...normals.map(({ mean, deviation }) => mean + 4 * deviation)));
  const labels = [label, ...normals.map((normal) => normal.label)];
  const x = {
    field: "x",
    type: "quantitative" as const,
    title: options.valueTitle,
    scale: {
      domain: [Math.min(from, ...marks.map(({ at }) => at)), Math.max(to, ...marks.map(({ at }) => at))],
      nice: false,
      zero: false,
      padding: 8,
    },
    axis: { tickCount: 7, ...axisNumbers },
  };
  const y = {
    field: "height",
    type: "quantitative" as const,
    title: "probability density",
    axis: { tickCount: 5, ...axisNumbers },
  };
  const curve = {
    field: "curve",
    type: "nominal" as const,
    sort: null,
    scale: { domain: labels, range: cycled(palette, labels.length) },
    legend: labels.length > 1 ? { title: null, symbolType: "stroke", symbolStrokeWidth: 2.5 } : null,
  };
  return figure({
    ...figureFrame,
    title: options.title,
    width: 460,
    height: 260,
    layer: [
      {
        data: { values: outline.map((vertex, order) => ({ ...vertex, order })) },
        mark: { type: "line", filled: true, color: palette[0], fillOpacity: 0.25, strokeWidth: 0 },
        encoding: { x, y, order: { field: "order" } },
      },
      {
        data: {
          values: [
            ...outline.map((vertex, order) => ({ ...vertex, order, curve: label })),
            ...normals.flatMap((normal) => normalRows(normal, from, to)),
          ],
        },
        mark: { type: "line", strokeWidth: 1.8, strokeJoin: "round" },
        encoding: { x, y, order: { field: "order" }, color: curve },
      },
      ...(marks.length === 0 ? [] : markRules(marks, x)),
    ],
  });
}

/** A line for each mark, named above the frame. */
function markRules(marks: readonly HistogramMark[], x: { readonly field: string; readonly type: "quantitative" }) {
  return [
    {
      data: { values: [...marks] },
      mark: { type: "rule" as const, color: ink, strokeDash: [4, 3], strokeWidth: 1.4 },
      encoding: { x: { ...x, field: "at" } },
    },
    {
      data: { values: [...marks] },
      mark: { type: "text" as const, color: ink, baseline: "bottom" as const, fontSize: 12 },
      encoding: { x: { ...x, field: "at" }, y: { value: -4 }, text: { field: "label" } },
    },
  ];
}

function normalRows({ label, mean, deviation }: NormalCurve, from: number, to: number) {
  if (!(deviation > 0) || !Number.isFinite(mean)) {
    throw new DataError({
      where: "histogramFigure",
      path: `options.normals, ${label}`,
      expected: "a finite mean and a positive deviation",
      received: `${mean} and ${deviation}`,
    });
  }
  const start = Math.max(from, mean - 4.5 * deviation);
  const end = Math.min(to, mean + 4.5 * deviation);
  const segments = 120;
  return Array.from({ length: segments + 1 }, (_, order) => {
    const x = start + (order * (end - start)) / segments;
    const height = Math.exp(-0.5 * ((x - mean) / deviation) ** 2) / (deviation * Math.sqrt(2 * Math.PI));
    return { x, height, order, curve: label };
  });
}

function checkValues(values: NumberList): void {
  const where = "histogramFigure";
  if (values.length < 2) {
    throw new DataError({ where, path: "values", expected: "at least 2 numbers", received: String(values.length) });
  }
  checkFinite(where, "values", values, "number");
  const [low, high] = extent(values);
  if (low === high) {
    throw new DataError({
      where,
      path: "values",
      problem: `all ${values.length} numbers are ${low}`,
      hint: "There is no distribution to draw.",
    });
  }
}
