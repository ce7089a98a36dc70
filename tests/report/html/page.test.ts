/** A report as a page: complete, self-contained, and with all text escaped. */
import { describe, expect, it } from "vitest";
import { escapeHtml, html } from "../../../src/report/html/escape.ts";
import { inlineSvg } from "../../../src/report/html/inline-svg.ts";
import { reportPage } from "../../../src/report/html/page.ts";
import { exampleReport } from "../example-report.ts";

const svg =
  '<svg xmlns="http://www.w3.org/2000/svg" width="10"><clipPath id="clip0"></clipPath><g clip-path="url(#clip0)"/></svg>';
const page = reportPage(exampleReport, [
  { id: "first", caption: 'A "caption" <i>', svg },
  { id: "second", caption: "Another", svg },
]);

/** Text as a reader sees it: markup removed, entities resolved, spaces folded. */
const visible = page
  .replaceAll(/<style>.*?<\/style>/gs, " ")
  .replaceAll(/<[^>]+>/g, " ")
  .replaceAll("&lt;", "<")
  .replaceAll("&gt;", ">")
  .replaceAll("&quot;", '"')
  .replaceAll("&#39;", "'")
  .replaceAll("&amp;", "&")
  .replaceAll(/\s+/g, " ");

describe("escapeHtml and html", () => {
  it("escape what has a meaning in markup", () => {
    expect(escapeHtml(`<a href="x">'&'</a>`)).toBe("&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/a&gt;");
    expect(html`<p title="${'"'}">${"<b>"} ${1.5} ${[html`<i>a</i>`, html`<i>b</i>`]}</p>`.html).toBe(
      '<p title="&quot;">&lt;b&gt; 1.5 <i>a</i>\n<i>b</i></p>',
    );
  });
});

describe("inlineSvg", () => {
  it("gives the names inside a figure its own prefix and the figure a name", () => {
    expect(inlineSvg(`<?xml version="1.0"?>${svg}`, "sn", 'a "b"').html).toBe(
      '<svg role="img" aria-label="a &quot;b&quot;" xmlns="http://www.w3.org/2000/svg" width="10"><clipPath id="sn-clip0"></clipPath><g clip-path="url(#sn-clip0)"/></svg>',
    );
  });
});

describe("reportPage", () => {
  it("is one page that needs nothing else", () => {
    expect(page.startsWith("<!doctype html>")).toBe(true);
    expect(page).not.toMatch(/<(script|link|img|iframe|object)\b/);
    expect(page).not.toMatch(/\b(src|href)=/);
    expect(page).not.toContain("@import");
    expect(page).not.toContain("url(http");
  });

  it("escapes every text that comes from outside", () => {
    expect(page).not.toContain("<b>fitted</b>");
    expect(page).toContain("Decay &lt;b&gt;fitted&lt;/b&gt; to lamps &amp; candles");
    expect(page).toContain("flux at &quot;t = 0&quot;");
    expect(page).toContain("A &quot;caption&quot; &lt;i&gt;");
  });

  it.each([
    "2.50 ± 0.13 mJy",
    "2.500000000 ± 0.1250000",
    "0 to ∞",
    "at the upper bound",
    "no error on a bound",
    "rate lies on its upper bound, 10: the best fit may be beyond it.",
    "unconstrained by these data",
    "Held fixed: offset = 0.75 mJy.",
    "halfLife ln 2 / rate 0.0693 ± 0.0035 day",
    "Lamps lamps 12.25000000 20",
    "candles : wax profiled out 3.50000000 7",
    "total 15.75000000 27",
    "27 numbers less 3 fitted parameters: dof 24.",
    "probability 0.8969",
    "AIC = χ² + 2k = 21.75000000; BIC = χ² + k ln N = 25.63750000.",
    "amplitude 1.0000 −0.2500",
    "gauss-newton",
    "evaluations 6 evaluations, 5 Jacobians",
    "12 ms",
    "target wasm",
    "Lamp & Shade (1999)",
  ])("says: %s", (text) => {
    expect(visible).toContain(text);
  });

  it("keeps the figures apart", () => {
    expect(page).toContain('<figure id="first">');
    expect(page).toContain('id="first-clip0"');
    expect(page).toContain("url(#second-clip0)");
  });

  it("closes what it opens", () => {
    const open: string[] = [];
    const empty = new Set(["meta", "br", "!doctype"]);
    for (const [, closing, name = "", selfClosed] of page.matchAll(/<(\/?)([!a-zA-Z]+)[^>]*?(\/?)>/g)) {
      if (empty.has(name) || selfClosed === "/") continue;
      if (closing === "/") expect(open.pop()).toBe(name);
      else open.push(name);
    }
    expect(open).toEqual([]);
  });
});
