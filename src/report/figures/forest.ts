/** Forest: intervals of several parameters by several methods, side by side. */
import { forestChecks } from "../option-checks.ts";
import { checkOptions, DataError } from "../../errors/index.ts";
import { axisNumbers } from "./axis-numbers.ts";
import { cycled } from "./chain-colour.ts";
import { checkFinite, withUnit } from "./chains.ts";
import type { ParameterInterval } from "./intervals.ts";
import { cutInTheMiddle, fewTicks, type Panel, panelGrid, type PanelLayer, titledPanel } from "./panels.ts";
import type { FigureSpec } from "./spec.ts";
import { figure, figureFrame } from "./vega-lite-spec.ts";
import { ink, palette, shapes } from "./style.ts";

/** What may be said of a forest figure. */
export interface ForestOptions {
  /** Default: "Parameters". */
  readonly title?: string | undefined;
  /**
   * `shared`: all parameters along one axis. `own`: an axis for each, as different units need. Default: shared where all units
   * agree.
   */
  readonly axis?: "shared" | "own" | undefined;
  /** What the thick and the thin lines are. Default: "thick 68.3 %, thin 95.4 %". */
  readonly subtitle?: string | undefined;
  /** A line to compare with, on a shared axis: zero for effects. */
  readonly reference?: number | undefined;
}

const parametersAtMost = 60;

/**
 * A point and two lines for each parameter and method, as `credibleIntervals` and `errorInterval` make them.
 *
 * @throws DataError when there is nothing to draw, a number is not finite, or there are more than 60 parameters
 * @example
 * ```ts
 * import { errorInterval, forestFigure, renderSvg } from "fluxion/report";
 * const rate = { path: "rate", unit: "1/day" };
 * const figure = forestFigure([errorInterval(rate, "LM", 0.4, 0.01), errorInterval(rate, "L-BFGS-B", 0.401, 0.011)]);
 * console.log((await renderSvg(figure)).includes("L-BFGS-B")); // → true
 * ```
 */
export function forestFigure(intervals: readonly ParameterInterval[], options: ForestOptions = {}): FigureSpec {
  checkOptions(options, forestChecks, "forestFigure");
  checkIntervals(intervals);
  const units = new Set(intervals.map(({ unit }) => unit));
  const axis = options.axis ?? (units.size === 1 ? "shared" : "own");
  const frame = {
    ...figureFrame,
    title: { text: options.title ?? "Parameters", subtitle: options.subtitle ?? "thick 68.3 %, thin 95.4 %" },
  };
  const paths = [...new Set(intervals.map(({ path }) => path))];
  const methods = [...new Set(intervals.map(({ method }) => method))];
  if (axis === "shared") return figure({ ...frame, ...sharedPanel(intervals, paths, methods, options) });
  const size = {
    columns: paths.length <= 6 ? Math.min(2, paths.length) : 3,
    width: paths.length <= 6 ? 300 : 210,
    height: Math.max(34, 22 * methods.length),
  };
  return figure({
    ...frame,
    ...panelGrid(size, 34),
    spacing: { row: 58, column: 34 },
    concat: paths.map((path): Panel => {
      const own = intervals.filter((interval) => interval.path === path);
      const layers = intervalLayers(own, methods, {
        axis: { ...fewTicks, tickCount: 5 },
        x: null,
        y: { field: "method", type: "nominal", sort: null, title: null, axis: null, scale: { domain: methods } },
      });
      return titledPanel(withUnit(path, own[0]!.unit), size, layers);
    }),
  });
}

function sharedPanel(
  intervals: readonly ParameterInterval[],
  paths: readonly string[],
  methods: readonly string[],
  { reference }: ForestOptions,
) {
  const names = new Map(paths.map((path) => [path, cutInTheMiddle(path, 220, 12)]));
  const several = methods.length > 1;
  const y = {
    field: "name",
    type: "nominal" as const,
    sort: null,
    title: null,
    axis: { ticks: false, labelLimit: 240 },
    scale: { domain: [...names.values()], paddingInner: 0.35, paddingOuter: 0.2 },
  };
  const offset = { field: "method", type: "nominal" as const, sort: null, scale: { domain: [...methods] } };
  const named = intervals.map((interval) => ({ ...interval, name: names.get(interval.path)! }));
  const layers = intervalLayers(named, methods, {
    axis: { ...axisNumbers, tickCount: 7 },
    x: withUnit("value", intervals[0]!.unit),
    y,
    ...(several ? { offset } : {}),
  });
  return {
    width: 420,
    height: { step: several ? 14 * methods.length + 6 : 22, for: "position" as const },
    layer: [
      ...layers,
      ...(reference === undefined
        ? []
        : [
            {
              data: { values: [{ reference }] },
              mark: { type: "rule" as const, color: ink, opacity: 0.7, strokeWidth: 1, strokeDash: [4, 3] },
              encoding: { x: { field: "reference", type: "quantitative" as const } },
            },
          ]),
    ],
  };
}

interface IntervalPlace {
  readonly axis: object;
  readonly x: string | null;
  readonly y: object;
  readonly offset?: object;
}

/** Thin line, thick line, point; one colour and one mark a method. */
function intervalLayers(
  intervals: readonly (ParameterInterval & { readonly name?: string })[],
  methods: readonly string[],
  place: IntervalPlace,
): PanelLayer[] {
  const rows = intervals.map(({ method, name, center, inner, outer = inner }) => ({
    method,
    name,
    center,
    low: inner[0],
    high: inner[1],
    lowest: outer[0],
    highest: outer[1],
  }));
  const ends = rows.flatMap(({ center, low, high, lowest, highest }) => [center, low, high, lowest, highest]);
  const [from, to] = [Math.min(...ends), Math.max(...ends)];
  const margin = 0.05 * (to - from || Math.abs(to) || 1);
  const x = {
    type: "quantitative" as const,
    title: place.x,
    scale: { domain: [from - margin, to + margin], nice: false as const, zero: false },
    axis: place.axis,
  };
  const key = {
    field: "method",
    type: "nominal" as const,
    sort: null,
    legend: methods.length > 1 ? { title: null, symbolStrokeWidth: 0, symbolSize: 80 } : null,
  };
  const color = { ...key, scale: { domain: [...methods], range: cycled(palette, methods.length) } };
  const shape = { ...key, scale: { domain: [...methods], range: cycled(shapes, methods.length) } };
  const y = { y: place.y, ...(place.offset === undefined ? {} : { yOffset: place.offset }) };
  const line = (low: string, high: string, strokeWidth: number): PanelLayer => ({
    data: { values: rows },
    mark: { type: "rule", strokeWidth, strokeCap: "round" },
    encoding: { x: { ...x, field: low }, x2: { field: high }, ...y, color },
  });
  return [
    line("lowest", "highest", 1.3),
    line("low", "high", 3.6),
    {
      data: { values: rows },
      mark: { type: "point", filled: true, size: 62, opacity: 1 },
      encoding: { x: { ...x, field: "center" }, ...y, color, shape },
    },
  ];
}

function checkIntervals(intervals: readonly ParameterInterval[]): void {
  const where = "forestFigure";
  const paths = new Set(intervals.map(({ path }) => path));
  if (paths.size === 0 || paths.size > parametersAtMost) {
    throw new DataError({
      where,
      path: "intervals",
      expected: `1 to ${parametersAtMost} parameters`,
      received: String(paths.size),
      ...(paths.size === 0 ? {} : { hint: "Choose some by path, or make several figures." }),
    });
  }
  const seen = new Set<string>();
  for (const { path, method, center, inner, outer = inner } of intervals) {
    const name = `${path} by ${method}`;
    checkFinite(where, name, [center, ...inner, ...outer], "number");
    if (seen.has(name)) throw new DataError({ where, path: name, problem: "there are two intervals of this name" });
    seen.add(name);
  }
}
