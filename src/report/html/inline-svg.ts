/** An SVG document turned into a part of a page. */
import { escapeHtml, type Html, raw } from "./escape.ts";

/**
 * The `<svg>` element with a name for readers who cannot see it. Names inside it (clip paths, gradients) get `id` as a
 * prefix: several figures in one page would otherwise clip each other.
 */
export function inlineSvg(svg: string, id: string, label: string): Html {
  const element = svg.slice(svg.indexOf("<svg"));
  const separated = element
    .replace(/\bid="([^"]+)"/g, `id="${id}-$1"`)
    .replace(/url\(#([^)]+)\)/g, `url(#${id}-$1)`)
    .replace(/href="#([^"]+)"/g, `href="#${id}-$1"`);
  return raw(separated.replace("<svg", `<svg role="img" aria-label="${escapeHtml(label)}"`));
}
