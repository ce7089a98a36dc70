/** Autocorrelation: over how many draws a chain remembers where it was. */
import { autocorrelationChecks } from "../option-checks.ts";
import { checkOptions } from "../../errors/index.ts";
import { type FigureDraws, checkDraws, type NumberList, withUnit } from "./chains.ts";
import { chainColour } from "./chain-colour.ts";
import { fewTicks, isLowest, type Panel, panelGrid, sharedAxisSize, titledPanel } from "./panels.ts";
import type { FigureSpec } from "./spec.ts";
import { figure, figureFrame } from "./vega-lite-spec.ts";
import { ink } from "./style.ts";

/** What may be said of a figure of autocorrelations. */
export interface AutocorrelationOptions {
  /** Default: "Autocorrelation". */
  readonly title?: string | undefined;
  /** Largest lag shown. Default: 40, or half of the chain where it is shorter. */
  readonly lags?: number | undefined;
}

const parametersAtMost = 60;

/**
 * Autocorrelations at lags 0 ... lags: sum of (x_i - m)(x_(i+lag) - m) over sum of (x_i - m)², m the mean of the list. NaN
 * for a constant list.
 */
export function autocorrelations(values: NumberList, lags: number): number[] {
  const { length } = values;
  let mean = 0;
  for (let i = 0; i < length; i++) mean += values[i]! / length;
  const product = (lag: number): number => {
    let sum = 0;
    for (let i = 0; i + lag < length; i++) sum += (values[i]! - mean) * (values[i + lag]! - mean);
    return sum;
  };
  const variance = product(0);
  return Array.from({ length: lags + 1 }, (_, lag) => product(lag) / variance);
}

/**
 * One panel a parameter: autocorrelation against lag, a line a chain. The band is where independent draws would lie,
 * two in the root of their number.
 *
 * @param draws 1 to 60 parameters
 * @throws DataError when a parameter is constant or a draw is not finite
 * @example
 * ```ts
 * import { autocorrelationFigure, renderSvg } from "fluxion/report";
 * const draws = [{ path: "rate", unit: "1/day", chains: [[0.41, 0.38, 0.4], [0.39, 0.42, 0.43]] }];
 * console.log((await renderSvg(autocorrelationFigure(draws))).includes("rate (1/day)")); // → true
 * ```
 */
export function autocorrelationFigure(draws: readonly FigureDraws[], options: AutocorrelationOptions = {}): FigureSpec {
  checkOptions(options, autocorrelationChecks, "autocorrelationFigure");
  checkDraws("autocorrelationFigure", draws, { parametersAtMost, draws: 3, constant: false });
  const { chains } = draws[0]!;
  const drawn = chains[0]!.length;
  const lags = Math.min(options.lags ?? 40, drawn - 1, options.lags === undefined ? Math.floor(drawn / 2) : Infinity);
  const curves = draws.map((parameter) => parameter.chains.map((chain) => autocorrelations(chain, lags)));
  const lowest = Math.min(-0.25, ...curves.flat(2).filter(Number.isFinite));
  const noise = 2 / Math.sqrt(drawn);
  const size = sharedAxisSize(draws.length);
  return figure({
    ...figureFrame,
    title: { text: options.title ?? "Autocorrelation", subtitle: "band: independent draws, two sigma" },
    ...panelGrid(size, 30),
    concat: draws.map((parameter, index): Panel => {
      const last = isLowest(index, draws.length, size.columns);
      const leftmost = index % size.columns === 0;
      const x = {
        field: "lag",
        type: "quantitative" as const,
        title: last ? "lag (draws)" : null,
        scale: { domain: [0, lags] as [number, number], nice: false as const },
        axis: { ...fewTicks, labels: last },
      };
      const y = {
        field: "correlation",
        type: "quantitative" as const,
        title: leftmost ? "correlation" : null,
        scale: { domain: [lowest, 1.04] as [number, number], nice: false as const },
        axis: { ...fewTicks, tickCount: 3, labels: leftmost },
      };
      return titledPanel(withUnit(parameter.path, parameter.unit), size, [
        {
          data: { values: [{ correlation: -noise, high: noise }] },
          mark: { type: "rect", color: "#8A8A8A", opacity: 0.22, clip: true },
          encoding: { y, y2: { field: "high" } },
        },
        {
          data: { values: [{ correlation: 0 }] },
          mark: { type: "rule", color: ink, opacity: 0.6, strokeWidth: 1 },
          encoding: { y },
        },
        {
          data: {
            values: curves[index]!.flatMap((curve, chain) =>
              curve.map((correlation, lag) => ({ lag, correlation, chain: String(chain + 1) })),
            ),
          },
          mark: { type: "line", strokeWidth: 1.4 },
          encoding: { x, y, color: chainColour(chains.length) },
        },
      ]);
    }),
  });
}
