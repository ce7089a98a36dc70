/** The gallery: what docs/gallery holds is what the example draws, and docs/figures.md shows all of it. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { renderSvg } from "fluxion/report";
import { describe, expect, it } from "vitest";
import { galleryFigures } from "../../examples/gallery.ts";
import { complaints } from "../report/figures/specification.ts";
import { repository } from "../support/public-modules.ts";

const folder = `${repository}docs/gallery`;
const figures = Object.entries(galleryFigures());
const committed = readdirSync(folder).sort();

/** What a drawing says in words, each once, with any number as 0: draws may change with a sampler, titles do not. */
function wordsOf(svg: string): string[] {
  const texts = Array.from(svg.matchAll(/<text\b[^>]*>([^<]+)<\/text>/g), ([, text]) => text!.replace(/[\d.]+/g, "0"));
  return [...new Set(texts.filter((text) => /\p{L}/u.test(text)))].sort();
}

describe("docs/gallery", () => {
  it("holds the figures of the example, small ones, and the page shows each", () => {
    expect(committed).toEqual(figures.map(([name]) => `${name}.svg`).sort());
    const page = readFileSync(`${repository}docs/figures.md`, "utf8");
    for (const file of committed) {
      expect(page).toContain(`(gallery/${file})`);
      expect(statSync(`${folder}/${file}`).size).toBeLessThan(60_000);
    }
  });

  it.each(figures)("%s is up to date", async (name, figure) => {
    expect(complaints(figure)).toEqual([]);
    const now = wordsOf(await renderSvg(figure, { theme: "auto" }));
    expect(now.length).toBeGreaterThan(0);
    // Where this fails, `npm run gallery` brings the files up to date.
    expect(wordsOf(readFileSync(`${folder}/${name}.svg`, "utf8"))).toEqual(now);
  });
});
