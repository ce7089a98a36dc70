/** Summary: a fit as a table that a person reads. */
import type { FittedParameter } from "./solution.ts";

/** One line of the table. */
export interface SummaryRow extends FittedParameter {
  /** Standard error; NaN when there is none to give, infinite when the parameter is unconstrained. */
  readonly error: number;
}

/** So many rows are read; the solution's `parameters` hold all. */
const mostRows = 100;

/** The table, and the sentences below it. */
export function summaryText(rows: readonly SummaryRow[], sentences: readonly string[]): string {
  const cells = [
    ["parameter", "value", "error", "unit", ""],
    ...rows.slice(0, mostRows).map((row) => [row.path, ...valueWithError(row.value, row.error), row.unit, remark(row)]),
  ];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...cells.map((line) => line[column]!.length)));
  const lines = cells.map(([path, value, error, unit, mark]) =>
    [path!.padEnd(widths[0]!), value!.padStart(widths[1]!), error!.padEnd(widths[2]!), unit!.padEnd(widths[3]!), mark!]
      .join("  ")
      .trimEnd(),
  );
  const more = rows.length > mostRows ? [`… and ${rows.length - mostRows} more`] : [];
  return [...lines, ...more, "", ...sentences].join("\n");
}

function remark({ bound, unconstrained, lower, upper }: SummaryRow): string {
  if (unconstrained) return "unconstrained";
  if (lower === upper) return "held by equal bounds";
  if (bound === "min") return `on its lower bound ${short(lower)}`;
  return bound === "max" ? `on its upper bound ${short(upper)}` : "";
}

/** A value and its error with the digits that the error leaves meaning: two of the error, as many decimals of the value. */
export function valueWithError(value: number, error: number): [value: string, error: string] {
  if (!(error > 0) || !Number.isFinite(error)) {
    return [short(value), error === Number.POSITIVE_INFINITY ? "± ∞" : error === 0 ? "± 0" : ""];
  }
  const exponent = Math.floor(Math.log10(Math.abs(value) || error));
  const decimals = 1 - Math.floor(Math.log10(Number(error.toPrecision(2))));
  if (exponent > -4 && exponent < 7 && decimals <= 15) {
    const shown = Math.max(decimals, 0);
    return [value.toFixed(shown), `± ${error.toFixed(shown)}`];
  }
  const digits = Math.min(Math.max(decimals + exponent, 1), 15);
  return [value.toExponential(digits), `± ${error.toExponential(1)}`];
}

/** A number in at most eight digits, as short as they allow. */
export function short(value: number): string {
  return String(Number(value.toPrecision(8)));
}
