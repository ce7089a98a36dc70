/** Loss curves: the objective step by step, several runs in one figure. */
import { lossChecks } from "../option-checks.ts";
import { checkOptions, DataError } from "../../errors/index.ts";
import { axisNumbers, logTicks } from "./axis-numbers.ts";
import { extent, type NumberList } from "./chains.ts";
import { cycled } from "./chain-colour.ts";
import type { FigureSpec } from "./spec.ts";
import { figure, figureFrame } from "./vega-lite-spec.ts";
import { ink, palette } from "./style.ts";
import { envelopeIndices } from "./thinning.ts";

/** A run: the objective after each step. */
export interface LossRun {
  /** For the legend: "adam", "lbfgsb, start 3". */
  readonly label: string;
  readonly values: NumberList;
  /** The step that each value belongs to. Default: 0, 1, 2 ... */
  readonly steps?: NumberList | undefined;
}

/** What may be said of a figure of loss curves. */
export interface LossOptions {
  /** Default: "Objective". */
  readonly title?: string | undefined;
  /** Title of the vertical axis, with its unit. Default: "objective". */
  readonly valueTitle?: string | undefined;
  /** Title of the horizontal axis. Default: "step". */
  readonly stepTitle?: string | undefined;
  /** Drawn is the distance above this value, such as the objective at the minimum: log axes show how fast it closes. */
  readonly above?: number | undefined;
  /** Default: logarithmic where all values are positive. */
  readonly scale?: "linear" | "log" | undefined;
}

const verticesInAll = 8000;

/**
 * The objective against the step, a line a run. A run that ends in NaN or infinity is marked by a cross at its last finite
 * value; values that a logarithmic axis cannot show are left out of the line.
 *
 * @throws DataError when no run has a value that can be drawn
 * @example
 * ```ts
 * import { lossFigure, renderSvg } from "fluxion/report";
 * const figure = lossFigure([{ label: "adam", values: [120, 30, 8, 2.5] }, { label: "lbfgsb", values: [120, 4, 0.3] }]);
 * console.log((await renderSvg(figure)).includes("lbfgsb")); // → true
 * ```
 */
export function lossFigure(runs: readonly LossRun[], options: LossOptions = {}): FigureSpec {
  checkOptions(options, lossChecks, "lossFigure");
  const { title = "Objective", stepTitle = "step", above = 0 } = options;
  checkLabels(runs.map(({ label }) => label));
  const curves = runs.map((run, index) => curveOf(run, index, above));
  const finite = curves.flatMap(({ points }) => points);
  const positive = finite.filter(({ value }) => value > 0);
  // A run that reaches the value it is measured from leaves a zero, which is no reason to give up the logarithm.
  const logarithmic =
    options.scale === undefined
      ? positive.length > 0 && finite.every(({ value }) => value > 0 || (options.above !== undefined && value === 0))
      : options.scale === "log";
  if ((logarithmic ? positive : finite).length === 0) {
    throw new DataError({
      where: "lossFigure",
      path: "runs",
      problem: logarithmic ? "no value is positive, and the axis is logarithmic" : "no run has a finite value",
      hint: logarithmic
        ? 'Leave "above" and "scale" out for a linear axis.'
        : "Look at the first value of the objective.",
    });
  }
  const shown = curves.map(({ label, points, broken }) => ({
    label,
    broken,
    points: logarithmic ? points.filter(({ value }) => value > 0) : points,
  }));
  const most = Math.min(1200, Math.max(40, Math.floor(verticesInAll / runs.length)));
  const rows = shown.flatMap(({ label, points }) =>
    envelopeIndices(
      points.map(({ value }) => value),
      most,
    ).map((index) => ({ ...points[index]!, run: label })),
  );
  const ends = shown.flatMap(({ label, points, broken }) =>
    broken && points.length > 0 ? [{ ...points.at(-1)!, run: label }] : [],
  );
  const labels = runs.map(({ label }) => label);
  const run = {
    field: "run",
    type: "nominal" as const,
    sort: null,
    legend: labels.length > 1 ? { title: null, symbolType: "stroke", symbolStrokeWidth: 2.5, symbolSize: 220 } : null,
  };
  const x = {
    field: "step",
    type: "quantitative" as const,
    title: stepTitle,
    scale: { domain: paddedExtent(rows.map(({ step }) => step)), nice: false as const, zero: false },
    axis: { tickCount: 8, ...axisNumbers },
  };
  const y = {
    field: "value",
    type: "quantitative" as const,
    title: options.valueTitle ?? (options.above === undefined ? "objective" : "objective above its minimum"),
    ...(logarithmic ? logAxis(rows.map(({ value }) => value)) : linearAxis),
  };
  return figure({
    ...figureFrame,
    title: ends.length === 0 ? title : { text: title, subtitle: "cross: the next value was not finite" },
    width: 540,
    height: 280,
    layer: [
      {
        data: { values: rows },
        mark: { type: "line", strokeWidth: 1.8, clip: true },
        encoding: {
          x,
          y,
          color: { ...run, scale: { domain: labels, range: cycled(palette, labels.length) } },
          ...(labels.length > palette.length
            ? { strokeDash: { ...run, scale: { domain: labels, range: labels.map(dashOf) } } }
            : {}),
        },
      },
      ...(ends.length === 0 ? [] : [brokenEnds(ends, x, y)]),
    ],
  });
}

const linearAxis = {
  scale: { type: "linear" as const, zero: false },
  axis: { tickCount: 6, ...axisNumbers },
};

function logAxis(values: readonly number[]) {
  const [low, high] = extent(values);
  const margin = low === high ? 2 : (high / low) ** 0.04;
  const domain = [low / margin, high * margin] as [number, number];
  return {
    scale: { type: "log" as const, domain, nice: false as const },
    axis: { ...axisNumbers, values: logTicks(...domain) },
  };
}

interface Axis {
  readonly field: string;
  readonly type: "quantitative";
}

function brokenEnds(ends: readonly LossPoint[], x: Axis, y: Axis) {
  return {
    data: { values: [...ends] },
    mark: { type: "point" as const, shape: "cross", angle: 45, filled: true, size: 90, color: ink, opacity: 1 },
    encoding: { x, y },
  };
}

/** Where there are more runs than colours, the next ones are dashed. */
const dashes = [
  [1, 0],
  [6, 3],
  [2, 2],
] as const;

function dashOf(_label: string, index: number): number[] {
  return [...dashes[Math.floor(index / palette.length) % dashes.length]!];
}

interface LossPoint {
  readonly step: number;
  readonly value: number;
}

function curveOf(run: LossRun, index: number, above: number): { label: string; points: LossPoint[]; broken: boolean } {
  const { label, values, steps } = run;
  if (steps !== undefined && steps.length !== values.length) {
    throw new DataError({
      where: "lossFigure",
      path: `runs[${index}].steps`,
      expected: `one for each of ${values.length} values`,
      received: String(steps.length),
    });
  }
  const all = Array.from({ length: values.length }, (_, i) => ({ step: steps?.[i] ?? i, value: values[i]! - above }));
  return {
    label,
    points: all.filter(({ value }) => Number.isFinite(value)),
    broken: all.length > 0 && !Number.isFinite(all.at(-1)!.value),
  };
}

function checkLabels(labels: readonly string[]): void {
  const repeated = labels.find((label, index) => labels.indexOf(label) !== index);
  if (repeated === undefined) return;
  throw new DataError({
    where: "lossFigure",
    path: "runs",
    problem: `two runs are called ${repeated}`,
    expected: "labels that differ",
  });
}

/** From the first step to the last; a single step gets room on both sides. */
function paddedExtent(steps: readonly number[]): [number, number] {
  const [first, last] = extent(steps);
  return first === last ? [first - 1, last + 1] : [first, last];
}
