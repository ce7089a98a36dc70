/** An HTML document that needs nothing else: no script, no link, no font, figures inside it. */
import { type Html, html, raw } from "./escape.ts";
import { inlineSvg } from "./inline-svg.ts";
import { reportStyle } from "./style.ts";

/** A figure that has been drawn. */
export interface DrawnFigure {
  /** Letters, digits and hyphens. */
  readonly id: string;
  readonly caption: string;
  /** An SVG document. */
  readonly svg: string;
}

/** The whole of a page, around its head and its sections. */
export function htmlDocument(title: string, header: Html, sections: readonly Html[]): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <style>
          ${raw(reportStyle)}
        </style>
      </head>
      <body>
        ${header}
        <main>${sections}</main>
        <footer class="note">
          Written by Fluxion. Everything on this page is in it: it can be moved, sent and printed as it is.
        </footer>
      </body>
    </html> `.html;
}

/** Figures with their captions; nothing where there are none. */
export function figureSection(figures: readonly DrawnFigure[]): Html {
  if (figures.length === 0) return raw("");
  return html`<section>
    <h2>Figures</h2>
    ${figures.map(
      ({ id, caption, svg }) =>
        html`<figure id="${id}">
          ${inlineSvg(svg, id, caption)}
          <figcaption>${caption}</figcaption>
        </figure>`,
    )}
  </section>`;
}
