/** The marginal posterior of one parameter, beside the Gaussian that an approximation gives. */
import { marginalChecks } from "../option-checks.ts";
import { checkOptions } from "../../errors/index.ts";
import { sortedQuantile } from "./bins.ts";
import { type FigureDraws, checkDraws, pooled, withUnit } from "./chains.ts";
import { histogramFigure, type NormalCurve } from "./histogram.ts";
import type { FigureSpec } from "./spec.ts";

/** What may be drawn beside a marginal posterior. */
export interface MarginalOptions {
  /** Default: the path, and the median with its 68.3 % interval. */
  readonly title?: string | undefined;
  /** What the draws are called in the legend. Default: "posterior draws". */
  readonly label?: string | undefined;
  /** Gaussians to compare with, such as the Laplace approximation or a fit with its standard error. */
  readonly normals?: readonly NormalCurve[] | undefined;
  /** The value that simulated data were made with. */
  readonly truth?: number | undefined;
}

/**
 * Histogram of all chains of a parameter with Gaussians over it.
 *
 * @throws DataError when the parameter is constant or a draw is not finite
 * @example
 * ```ts
 * import { marginalFigure, renderSvg } from "fluxion/report";
 * const rate = { path: "rate", unit: "1/day", chains: [[0.41, 0.38, 0.4], [0.39, 0.42, 0.43]] };
 * const figure = marginalFigure(rate, { normals: [{ label: "Laplace", mean: 0.405, deviation: 0.02 }] });
 * console.log((await renderSvg(figure)).includes("Laplace")); // → true
 * ```
 */
export function marginalFigure(draws: FigureDraws, options: MarginalOptions = {}): FigureSpec {
  checkOptions(options, marginalChecks, "marginalFigure");
  checkDraws("marginalFigure", [draws], { constant: false });
  const values = pooled(draws);
  const { low, median, high } = centralInterval(values);
  const unit = draws.unit === "" ? "" : ` ${draws.unit}`;
  return histogramFigure(values, {
    title: options.title ?? `${draws.path} = ${intervalText(low, median, high)}${unit}`,
    valueTitle: withUnit(draws.path, draws.unit),
    label: options.label ?? "posterior draws",
    normals: options.normals,
    marks: options.truth === undefined ? [] : [{ at: options.truth, label: "truth" }],
  });
}

/** Median and the quantiles that leave as much on either side as one sigma of a Gaussian: 15.87 % and 84.13 %. */
export function centralInterval(values: ArrayLike<number>): { low: number; median: number; high: number } {
  const sorted = Float64Array.from(values).sort();
  return {
    low: sortedQuantile(sorted, 0.15865525393145707),
    median: sortedQuantile(sorted, 0.5),
    high: sortedQuantile(sorted, 0.8413447460685429),
  };
}

/** `0.402 +0.011 −0.009`, to the second digit of the smaller error. */
export function intervalText(low: number, median: number, high: number): string {
  const up = high - median;
  const down = median - low;
  const smaller = Math.min(...[up, down].filter((error) => error > 0));
  if (!Number.isFinite(smaller)) return String(Number(median.toPrecision(6)));
  const exponent = decimalExponent(smaller);
  const scale = decimalExponent(Math.max(Math.abs(median), smaller));
  // Very large and very small numbers share one power of ten.
  const power = scale < -4 || scale > 6 ? scale : 0;
  const places = Math.min(20, Math.max(0, 1 - exponent + power));
  const text = (value: number): string =>
    (value / 10 ** power)
      .toFixed(places)
      .replace(/^-(?=[0.]*$)/, "")
      .replace("-", "−");
  const body = `${text(median)} +${text(up)} −${text(down)}`;
  return power === 0 ? body : `(${body})e${power}`;
}

/** Exponent of the leading digit once the number is rounded to two: of 0.0996 it is that of 0.10. */
function decimalExponent(value: number): number {
  return Number(value.toExponential(1).split("e")[1]);
}
