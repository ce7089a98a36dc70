/** Figures into pictures: SVG by Vega, with or without a browser, and PNG from it; nothing is fetched. */
import { pngChecks, svgChecks } from "./option-checks.ts";
import { checkOptions } from "../errors/index.ts";
import { compactSvg } from "./compact-svg.ts";
import type { FigureSpec } from "./figures/spec.ts";
import { fontFamily } from "./figures/style.ts";
import { vegaLite } from "./figures/vega-lite-spec.ts";
import { pngOf } from "./pixels.ts";
import { type MeasuredText, textWidth } from "./text-width.ts";
import { type Theme, themed } from "./theme.ts";

/** How a picture is drawn. */
export interface SvgOptions {
  /** Default: `page`, in the colours of the surrounding text and without a background. */
  readonly theme?: Theme | undefined;
}

/** How a picture of pixels is drawn. */
export interface PngOptions {
  /** Pixels for one of the figure. Default: 2. */
  readonly scale?: number | undefined;
  /** Default: `light`. */
  readonly theme?: "light" | "dark" | undefined;
}

/**
 * A figure as an SVG document; the same figure is the same text. Vega is loaded at the first call, which takes some hundred
 * milliseconds; a program that draws nothing does not pay for it.
 *
 * @example
 * ```ts
 * import { histogramFigure, renderSvg } from "fluxion/report";
 * const svg = await renderSvg(histogramFigure([1, 2, 2, 3], { title: "Counts", valueTitle: "time (s)" }));
 * console.log(svg.startsWith("<svg")); // → true
 * ```
 */
export async function renderSvg(spec: FigureSpec, options: SvgOptions = {}): Promise<string> {
  checkOptions(options, svgChecks, "renderSvg");
  const { theme = "page" } = options;
  const [{ compile }, vega] = await Promise.all([import("vega-lite"), import("vega")]);
  const { View, parse, Warn } = vega;
  measureText(vega);
  const view = new View(parse(compile(vegaLite(spec)).spec), { renderer: "none", logLevel: Warn });
  try {
    return themed(compactSvg(renumbered(await view.toSVG()), fontFamily), theme);
  } finally {
    view.finalize();
  }
}

/** What Vega measures text with. It is exported for this purpose, though the types of the package leave it out. */
interface TextMetrics {
  width: (item: MeasuredText, text: unknown) => number;
  readonly estimateWidth: (item: MeasuredText, text: unknown) => number;
}

/** Where Vega has a canvas it measures; where it would guess, it is given a better guess. */
function measureText(vega: object): void {
  const { textMetrics } = vega as { readonly textMetrics: TextMetrics };
  if (textMetrics.width === textMetrics.estimateWidth) textMetrics.width = textWidth;
}

/** Vega counts clip paths and gradients through the life of the process; from zero, the same figure is the same text. */
function renumbered(svg: string): string {
  const names = [...new Set(Array.from(svg.matchAll(/\bid="([a-z]+_?)\d+"/gi), ([match]) => match.slice(4, -1)))];
  const fresh = new Map(names.map((name, index) => [name, name.replace(/\d+$/, String(index))]));
  return svg.replace(
    /(\bid="|url\(#|href="#)([^")]+)/g,
    (_, lead: string, name: string) => lead + (fresh.get(name) ?? name),
  );
}

/** Images whose pixels stay squares: as Vega writes it, and as all that draw SVG read it. */
const pixelatedStyle = /style="image-rendering: ?optimizeSpeed;[^"]*"/g;
const pixelatedAttribute = 'image-rendering="optimizeSpeed"';

/**
 * A figure as a PNG picture, drawn by resvg in Node and by the browser in a page. Text needs a font on the system, and letters of
 * another font are other pixels.
 */
export async function renderPng(spec: FigureSpec, options: PngOptions = {}): Promise<Uint8Array> {
  checkOptions(options, pngChecks, "renderPng");
  const { scale = 2, theme = "light" } = options;
  const svg = await renderSvg(spec, { theme });
  return pngOf(svg.replaceAll(pixelatedStyle, pixelatedAttribute), scale);
}
