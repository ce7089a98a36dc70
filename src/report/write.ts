/** Writing reports and figures: a reader never finds half a file (Node only). */
import { writeFigureChecks } from "./option-checks.ts";
import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { checkOptions, DataError, describeValue } from "../errors/index.ts";
import { codeOf, writeWhole } from "../run/write-whole.ts";
import type { Figure, FigureSpec } from "./figures/spec.ts";
import { figurePage, type FigurePageText } from "./html/figure-page.ts";
import { type PngOptions, renderPng, renderSvg } from "./render.ts";
import type { Theme } from "./theme.ts";

/**
 * Writes text or bytes to `path` as a whole, by way of a file beside it; folders on the way are made.
 *
 * @throws DataError naming the file or folder that cannot be written; what was there is then as it was
 */
export async function writeReport(path: string, content: string | Uint8Array): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
  } catch (cause) {
    throw new DataError({
      where: "writeReport",
      path,
      problem: `its folder cannot be made (${codeOf(cause)})`,
      hint: "Name a folder that can be written to.",
    });
  }
  await writeWhole(path, [content], "writeReport");
}

/** How a figure is written. */
export interface WriteFigureOptions {
  /** Default: `auto` for SVG, light or dark as the reader's system is set; `light` for PNG. */
  readonly theme?: Theme | undefined;
  /** Pixels of a PNG for one of the figure. Default: 2. */
  readonly scale?: number | undefined;
}

/**
 * Writes a figure to `path`, atomically, in the format that its extension names: `.svg`, `.png`, or `.json` for the
 * Vega-Lite specification itself. Folders on the way are made.
 *
 * @throws DataError when the extension is none of these, or a PNG is asked for in a theme that has no fixed colours
 * @example
 * ```ts
 * import { writeFigure } from "fluxion/node";
 * import { histogramFigure } from "fluxion/report";
 * await writeFigure(histogramFigure([1, 2, 2, 3], { title: "Counts", valueTitle: "time (s)" }), "figures/counts.svg");
 * ```
 */
export async function writeFigure(spec: FigureSpec, path: string, options: WriteFigureOptions = {}): Promise<void> {
  checkOptions(options, writeFigureChecks, "writeFigure");
  await writeReport(path, await drawnAs(spec, path, options));
}

/**
 * Writes figures with their captions as one HTML page that needs nothing else, light or dark as its reader's system is set.
 *
 * @example
 * ```ts
 * import { writeFigurePage } from "fluxion/node";
 * import { histogramFigure } from "fluxion/report";
 * const spec = histogramFigure([1, 2, 2, 3], { title: "Counts", valueTitle: "time (s)" });
 * const text = { title: "Counts", lead: "Four counts, made up." };
 * await writeFigurePage("figures/counts.html", text, [{ id: "counts", caption: "Two are alike.", spec }]);
 * ```
 */
export async function writeFigurePage(path: string, text: FigurePageText, figures: readonly Figure[]): Promise<void> {
  const drawn = [];
  for (const { id, caption, spec } of figures) drawn.push({ id, caption, svg: await renderSvg(spec) });
  await writeReport(path, figurePage(text, drawn));
}

async function drawnAs(spec: FigureSpec, path: string, options: WriteFigureOptions): Promise<string | Uint8Array> {
  const extension = /\.[^./\\]*$/.exec(path)?.[0].toLowerCase();
  switch (extension) {
    case ".svg":
      return renderSvg(spec, { theme: options.theme ?? "auto" });
    case ".png":
      return renderPng(spec, { scale: options.scale, theme: pngTheme(options.theme) });
    case ".json":
      return `${JSON.stringify(spec)}\n`;
    default:
      throw new DataError({
        where: "writeFigure",
        path,
        problem: "the extension names no format of figures",
        expected: ".svg, .png or .json",
        received: extension ?? "none",
      });
  }
}

function pngTheme(theme: Theme | undefined): PngOptions["theme"] {
  if (theme === undefined || theme === "light" || theme === "dark") return theme;
  throw new DataError({
    where: "writeFigure",
    path: "options.theme",
    problem: "pixels have fixed colours",
    expected: '"light" or "dark" for a PNG',
    received: describeValue(theme),
  });
}
