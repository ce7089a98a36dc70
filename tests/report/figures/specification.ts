/** What tests ask of a specification: that Vega-Lite takes it without a warning, and what its layers hold. */
import type { FigureSpec } from "fluxion/report";
import { compile } from "vega-lite";
import { vegaLite } from "../../../src/report/figures/vega-lite-spec.ts";

/** What Vega-Lite has to say against a specification; nothing, where it is as it should be. */
export function complaints(spec: FigureSpec): string[] {
  const said: string[] = [];
  const hear = (...texts: readonly unknown[]) => {
    said.push(texts.map(String).join(" "));
    return logger;
  };
  const quiet = () => logger;
  const logger = { level: quiet, error: hear, warn: hear, info: quiet, debug: quiet } as never;
  compile(vegaLite(spec), { logger });
  return said;
}

/** Every list of rows in a specification, wherever its layers and panels lie, in order. */
export function dataOf<Row>(spec: unknown): (readonly Row[])[] {
  if (typeof spec !== "object" || spec === null) return [];
  if (Array.isArray(spec)) return spec.flatMap((part) => dataOf<Row>(part));
  const own: (readonly Row[])[] = "data" in spec && holdsValues(spec.data) ? [spec.data.values as Row[]] : [];
  const parts = ["layer", "concat", "vconcat", "hconcat"].flatMap((key) =>
    dataOf<Row>((spec as Readonly<Record<string, unknown>>)[key]),
  );
  return [...own, ...parts];
}

/** The rows that have a field of this name, from all lists. */
export function rowsWith<Row>(spec: unknown, field: keyof Row & string): Row[] {
  return dataOf<Row>(spec).flatMap((rows) =>
    rows.filter((row) => typeof row === "object" && row !== null && field in row),
  );
}

function holdsValues(data: unknown): data is { readonly values: readonly unknown[] } {
  return typeof data === "object" && data !== null && "values" in data && Array.isArray(data.values);
}
