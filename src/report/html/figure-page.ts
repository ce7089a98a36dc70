/** A page of figures: a title, what they show in a sentence, a table as text, the figures. */
import { type DrawnFigure, figureSection, htmlDocument } from "./document.ts";
import { html, raw } from "./escape.ts";

/** What stands above the figures of a page. */
export interface FigurePageText {
  readonly title: string;
  /** What it is about, or the verdict, in a sentence or two. */
  readonly lead: string;
  /** A table as a terminal shows it, such as the summary of a fit or of a posterior. */
  readonly table?: string | undefined;
}

/** The page. Pure: the same text and figures give the same page. */
export function figurePage(text: FigurePageText, figures: readonly DrawnFigure[]): string {
  const header = html`<header>
    <h1>${text.title}</h1>
    <p class="lead">${text.lead}</p>
  </header>`;
  // Not a template on several lines: white space inside the element is seen.
  const table =
    text.table === undefined
      ? raw("")
      : html`<section>
          <div class="scroll"><pre>${text.table}</pre></div>
        </section>`;
  return htmlDocument(text.title, header, [table, figureSection(figures)]);
}
