/** Figures into pictures: SVG by Vega without a browser, PNG by resvg; nothing is fetched. */
import type { FigureSpec } from "./figures/spec.ts";

/**
 * A figure as an SVG document. Text and axes take the colour of the surrounding text (`currentColor`). Vega is loaded at
 * the first call, which takes some hundred milliseconds; a program that draws nothing does not pay for it.
 */
export async function renderSvg(spec: FigureSpec): Promise<string> {
  const [{ compile }, { View, parse, Warn }] = await Promise.all([import("vega-lite"), import("vega")]);
  const view = new View(parse(compile(spec).spec), { renderer: "none", logLevel: Warn });
  try {
    return await view.toSVG();
  } finally {
    view.finalize();
  }
}

/** A figure as a PNG picture on white, `scale` pixels for one of the figure. Text needs a font on the system. */
export async function renderPng(spec: FigureSpec, scale = 2): Promise<Uint8Array> {
  const [svg, { Resvg }] = await Promise.all([renderSvg(spec), import("@resvg/resvg-js")]);
  return new Resvg(svg, {
    background: "white",
    fitTo: { mode: "zoom", value: scale },
    font: { loadSystemFonts: true },
  })
    .render()
    .asPng();
}
