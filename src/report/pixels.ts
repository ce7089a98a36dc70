/** pngOf: an SVG document as pixels, by resvg; in a page package.json puts page-pixels.ts in its place. */
import { fontFamily } from "./figures/style.ts";

/** resvg takes a generic name for any font that comes; the first here has all letters and signs that figures use. */
const drawnFontFamily = "DejaVu Sans, Segoe UI, Helvetica Neue, Arial, Liberation Sans, sans-serif";

/** The picture at so many pixels for one of the document. */
export async function pngOf(svg: string, scale: number): Promise<Uint8Array> {
  const { Resvg } = await import("@resvg/resvg-js");
  return new Resvg(svg.replaceAll(`"${fontFamily}"`, `"${drawnFontFamily}"`), {
    fitTo: { mode: "zoom", value: scale },
    font: { loadSystemFonts: true },
  })
    .render()
    .asPng();
}
