/** Estimates with errors and biases as a table that a person reads. */
import { short, valueWithError } from "../../solution/summary.ts";

/** One line a number: value, error, and what bias it has. */
export function resamplingSummary(
  paths: readonly string[],
  numbers: Float64Array,
  errors: Float64Array,
  bias: Float64Array,
  sentences: readonly string[],
): string {
  const cells = [
    ["estimate", "value", "error", "bias"],
    ...paths.map((path, i) => {
      const name = path === "" ? "value" : path;
      const shown = Number.isFinite(bias[i]!) ? short(Number(bias[i]!.toPrecision(2))) : "";
      return [name, ...valueWithError(numbers[i]!, errors[i]!), shown];
    }),
  ];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...cells.map((line) => line[column]!.length)));
  const lines = cells.map((line) =>
    line
      .map((cell, k) => (k === 0 || k === 2 ? cell.padEnd(widths[k]!) : cell.padStart(widths[k]!)))
      .join("  ")
      .trimEnd(),
  );
  return [...lines, "", ...sentences].join("\n");
}
