/** Text made safe to stand in HTML. */

const replacements: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** The text as it reads, in element content and in quoted attributes alike. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => replacements[character] ?? character);
}

/** HTML that is complete in itself: escaped text and markup that we wrote. */
export interface Html {
  readonly html: string;
}

/** HTML taken as it is. For markup that we wrote, or that Vega drew. */
export function raw(markup: string): Html {
  return { html: markup };
}

/**
 * A template of HTML: text and numbers put into it are escaped, `Html` and lists of it are taken as they are, so that
 * nothing reaches a page unescaped by oversight.
 */
export function html(parts: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return raw(parts.reduce((text, part, index) => text + rendered(values[index - 1] ?? "") + part));
}

/** What may stand in an `html` template. */
export type HtmlValue = string | number | Html | readonly Html[];

function rendered(value: HtmlValue): string {
  if (typeof value === "string" || typeof value === "number") return escapeHtml(String(value));
  return "html" in value ? value.html : value.map((item) => item.html).join("\n");
}
