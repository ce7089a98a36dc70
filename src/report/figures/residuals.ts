/** Residuals of a block of data: pulls, ratios and differences, each with its error bars. */
import { axisNumbers, logTicks } from "./axis-numbers.ts";
import type { FigureSpec } from "./spec.ts";
import { figure, figureFrame } from "./vega-lite-spec.ts";
import { ink, palette, shapes } from "./style.ts";

/** One measured number beside its prediction. */
export interface Measurement {
  /** Where it was measured, a redshift or a time; or its name where the numbers of a block are of different kinds. */
  readonly at: number | string;
  /** What was measured, when a block mixes kinds: "DM/rd". */
  readonly kind: string;
  readonly data: number;
  readonly model: number;
  /** Standard deviation, same unit as the data. */
  readonly sigma: number;
}

/** A block of measurements as its figures need it. */
export interface ResidualBlock {
  /** Headline of the figure. */
  readonly title: string;
  /** Title of the horizontal axis, with its unit; empty where the measurements have names. */
  readonly atTitle: string;
  /** Scale of the horizontal axis; names stand side by side whatever it says. */
  readonly atScale: "linear" | "log";
  readonly measurements: readonly Measurement[];
}

/** Data less model in units of sigma: bands at one and two sigma. */
export function pullFigure(block: ResidualBlock): FigureSpec {
  return errorBarFigure(block, {
    valueTitle: "(data − model) / σ",
    zero: 0,
    bands: [1, 2],
    value: ({ data, model, sigma }) => (data - model) / sigma,
    error: () => 1,
  });
}

/** Data over model. */
export function ratioFigure(block: ResidualBlock): FigureSpec {
  return errorBarFigure(block, {
    valueTitle: "data / model",
    zero: 1,
    bands: [],
    value: ({ data, model }) => data / model,
    error: ({ model, sigma }) => sigma / Math.abs(model),
  });
}

/** Data less model in the unit of the data. */
export function differenceFigure(block: ResidualBlock, valueTitle: string): FigureSpec {
  return errorBarFigure(block, {
    valueTitle,
    zero: 0,
    bands: [],
    value: ({ data, model }) => data - model,
    error: ({ sigma }) => sigma,
  });
}

interface View {
  readonly valueTitle: string;
  /** Value of a perfect model. */
  readonly zero: number;
  /** Half-widths of the bands around it, in increasing order. */
  readonly bands: readonly number[];
  readonly value: (measurement: Measurement) => number;
  readonly error: (measurement: Measurement) => number;
}

/** A point of the drawing, as it stands in the specification. */
interface Row {
  readonly at: number | string;
  readonly kind: string;
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

function errorBarFigure(block: ResidualBlock, view: View): FigureSpec {
  const rows = setApart(
    block.measurements.map((measurement): Row => {
      const value = view.value(measurement);
      const error = view.error(measurement);
      return { at: measurement.at, kind: measurement.kind, value, low: value - error, high: value + error };
    }),
    block.atScale,
  );
  const named = rows.some(({ at }) => typeof at === "string");
  const kinds = [...new Set(rows.map(({ kind }) => kind))];
  const [low, high] = valueRange(rows, view);

  const atDomain: [number, number] = named ? [0, 1] : atRange(rows, block.atScale);

  const at = named
    ? {
        field: "at",
        type: "nominal" as const,
        sort: null,
        title: block.atTitle === "" ? null : block.atTitle,
        axis: { labelAngle: 0, ticks: false },
        scale: { padding: 0.6 },
      }
    : {
        field: "at",
        type: "quantitative" as const,
        title: block.atTitle,
        scale: { type: block.atScale, domain: atDomain, nice: false as const },
        axis: { ...(block.atScale === "log" ? { values: logTicks(...atDomain) } : { tickCount: 8 }), ...axisNumbers },
      };
  const value = {
    type: "quantitative" as const,
    title: view.valueTitle,
    scale: { domain: [low, high], nice: false, zero: false },
    axis: { tickCount: 6, ...axisNumbers },
  };
  const kind = {
    field: "kind",
    type: "nominal" as const,
    sort: null,
    legend: kinds.length > 1 ? { title: null } : null,
  };
  return figure({
    ...figureFrame,
    title: block.title,
    width: 560,
    height: named ? 220 : 250,
    data: { values: rows },
    layer: [
      ...[...view.bands].reverse().map((halfWidth) => ({
        data: { values: [{ low: view.zero - halfWidth, high: view.zero + halfWidth }] },
        mark: { type: "rect" as const, color: "#8A8A8A", opacity: 0.14, clip: true },
        encoding: { y: { ...value, field: "low" }, y2: { field: "high" } },
      })),
      {
        data: { values: [{ value: view.zero }] },
        mark: { type: "rule" as const, color: ink, opacity: 0.75, strokeWidth: 1 },
        encoding: { y: { ...value, field: "value" } },
      },
      {
        mark: { type: "rule" as const, strokeWidth: 1.5, clip: true },
        encoding: {
          x: at,
          y: { ...value, field: "low" },
          y2: { field: "high" },
          color: { ...kind, scale: { domain: kinds, range: cycled(palette, kinds.length) } },
        },
      },
      ...[
        { shape: "triangle-up", y: high, cut: rows.filter((row) => row.high > high) },
        { shape: "triangle-down", y: low, cut: rows.filter((row) => row.low < low) },
      ].flatMap(({ shape, y, cut }) =>
        cut.length === 0
          ? []
          : [
              {
                data: { values: cut.map((row) => ({ at: row.at, kind: row.kind, end: y })) },
                mark: { type: "point" as const, shape, filled: true, opacity: 1, size: 40 },
                encoding: {
                  x: at,
                  y: { ...value, field: "end" },
                  color: { ...kind, legend: null, scale: { domain: kinds, range: cycled(palette, kinds.length) } },
                },
              },
            ],
      ),
      {
        mark: { type: "point" as const, filled: true, opacity: 1, size: 52 },
        encoding: {
          x: at,
          y: { ...value, field: "value" },
          color: { ...kind, scale: { domain: kinds, range: cycled(palette, kinds.length) } },
          shape: { ...kind, scale: { domain: kinds, range: cycled(shapes, kinds.length) } },
        },
      },
    ],
  });
}

function cycled(values: readonly string[], count: number): string[] {
  return Array.from({ length: count }, (_, index) => values[index % values.length] ?? "");
}

/** A bar this many times as long as the median may run out of the frame, with an arrow, so that it hides no other. */
const longBar = 5;

/** All values and all but very long error bars, the line of a perfect model and its bands, with a margin of a twentieth. */
function valueRange(rows: readonly Row[], view: View): [number, number] {
  const reach = view.bands.at(-1) ?? 0;
  const lengths = rows.map((row) => row.high - row.low).sort((a, b) => a - b);
  const longest = longBar * (lengths[Math.floor(lengths.length / 2)] ?? 0);
  const ends = rows.flatMap((row) => (row.high - row.low > longest ? [row.value] : [row.low, row.high]));
  const low = Math.min(view.zero - reach, ...ends);
  const high = Math.max(view.zero + reach, ...ends);
  const margin = 0.05 * (high - low || 1);
  return [low - margin, high + margin];
}

/** From the first to the last measurement with a margin; a linear axis that nearly reaches zero starts there. */
function atRange(rows: readonly Row[], scale: "linear" | "log"): [number, number] {
  const positions = rows.flatMap(({ at }) => (typeof at === "number" ? [at] : []));
  const first = Math.min(...positions);
  const last = Math.max(...positions);
  if (scale === "log") {
    const margin = (last / first) ** 0.06;
    return [first / margin, last * margin];
  }
  const margin = 0.06 * (last - first || 1);
  return [first > 0 && first < 0.3 * last ? 0 : first - margin, last + margin];
}

/** Measurements of different kinds at one position would hide each other's error bars: they are drawn a little apart. */
function setApart(rows: readonly Row[], scale: "linear" | "log"): Row[] {
  const positions = rows.flatMap(({ at }) => (typeof at === "number" ? [at] : []));
  const width =
    scale === "log"
      ? Math.log(Math.max(...positions) / Math.min(...positions))
      : Math.max(...positions) - Math.min(...positions);
  return rows.map((row) => {
    const { at } = row;
    if (typeof at !== "number") return row;
    const together = rows.filter((other) => other.at === at);
    const shift = (together.indexOf(row) - (together.length - 1) / 2) * 0.014 * width;
    return { ...row, at: scale === "log" ? at * Math.exp(shift) : at + shift };
  });
}
