/** Summary table: posteriors as aligned text, each number with the digits that its Monte Carlo error leaves meaning. */
import { short } from "../../solution/summary.ts";
import type { MonteCarloEstimate, QuantitySummary } from "./summarise.ts";

/**
 * A table of summaries to print. Numbers end at the first digit of their Monte Carlo error.
 *
 * @param rows  what `summarise` gives, with the same quantiles each
 * @example
 * ```ts
 * import { summarise, summaryTable } from "fluxion/inference";
 * import { streams } from "fluxion";
 * const chains = [1, 2, 3, 4].map((seed) => streams.normals(streams.key(seed), 1000).map((x) => 70 + 2 * x));
 * console.log(summaryTable(summarise([{ path: "H0", unit: "km/s/Mpc", chains }])).split("\n").length); // → 2
 * ```
 */
export function summaryTable(rows: readonly QuantitySummary[]): string {
  const probabilities = rows[0]?.quantiles.map(({ probability }) => `${short(100 * probability)}%`) ?? [];
  const cells = [
    ["parameter", "mean", "MCSE", "sd", ...probabilities, "ESS bulk", "ESS tail", "R-hat", "unit"],
    ...rows.map((row) => [
      row.path,
      digits(row.mean),
      errorDigits(row.mean.error),
      digits(row.deviation),
      ...row.quantiles.map((quantile) => digits(quantile, row.deviation.value)),
      count(row.bulkEffectiveSize),
      count(row.tailEffectiveSize),
      Number.isNaN(row.rHat) ? "" : row.rHat.toFixed(3),
      row.unit,
    ]),
  ];
  const widths = cells[0]!.map((_, column) => Math.max(...cells.map((line) => line[column]!.length)));
  const last = widths.length - 1;
  return cells
    .map((line) =>
      line
        .map((cell, column) =>
          column === 0 || column === last ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!),
        ) // prettier-ignore
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** A value that ends at the first digit of its error, or of a tenth of the standard deviation where there is none. */
function digits({ value, error: known }: MonteCarloEstimate, deviation = 0): string {
  const error = known > 0 ? known : deviation / 10;
  if (!(error > 0) || !Number.isFinite(error) || !Number.isFinite(value)) return short(value);
  const decimals = -Math.floor(Math.log10(error));
  const exponent = value === 0 ? 0 : Math.floor(Math.log10(Math.abs(value)));
  if (exponent > -4 && exponent < 7 && decimals <= 15) return value.toFixed(Math.max(decimals, 0));
  return value.toExponential(Math.min(Math.max(decimals + exponent, 0), 15));
}

/** An error in two digits. */
function errorDigits(error: number): string {
  if (!Number.isFinite(error)) return "";
  return error >= 1e7 ? error.toExponential(1) : String(Number(error.toPrecision(2)));
}

function count(size: number): string {
  return Number.isNaN(size) ? "" : size.toFixed(0);
}
