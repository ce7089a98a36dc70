/** Figures into pictures: SVG by Vega without a browser, PNG by resvg; nothing is fetched. */
import type { FigureSpec } from "./figures/spec.ts";
import { fontFamily } from "./figures/style.ts";

/**
 * A figure as an SVG document. Text and axes take the colour of the surrounding text (`currentColor`). Vega is loaded at
 * the first call, which takes some hundred milliseconds; a program that draws nothing does not pay for it.
 */
export async function renderSvg(spec: FigureSpec): Promise<string> {
  const [{ compile }, { View, parse, Warn }] = await Promise.all([import("vega-lite"), import("vega")]);
  const view = new View(parse(compile(spec).spec), { renderer: "none", logLevel: Warn });
  try {
    return renumbered(await view.toSVG());
  } finally {
    view.finalize();
  }
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

/** resvg takes a generic name for any font that comes; the first here has all letters and signs that figures use. */
const drawnFontFamily = "DejaVu Sans, Segoe UI, Helvetica Neue, Arial, Liberation Sans, sans-serif";

/** A figure as a PNG picture on white, `scale` pixels for one of the figure. Text needs a font on the system. */
export async function renderPng(spec: FigureSpec, scale = 2): Promise<Uint8Array> {
  const [svg, { Resvg }] = await Promise.all([renderSvg(spec), import("@resvg/resvg-js")]);
  return new Resvg(svg.replaceAll(`"${fontFamily}"`, `"${drawnFontFamily}"`), {
    background: "white",
    fitTo: { mode: "zoom", value: scale },
    font: { loadSystemFonts: true },
  })
    .render()
    .asPng();
}
