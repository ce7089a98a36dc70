/** Drawing without a browser: the marks are in the SVG, the PNG has pixels. */
import { Resvg } from "@resvg/resvg-js";
import { describe, expect, it } from "vitest";
import { contourFigure } from "../../src/report/figures/contours.ts";
import { pullFigure } from "../../src/report/figures/residuals.ts";
import { renderPng, renderSvg } from "../../src/report/render.ts";

const pulls = pullFigure({
  title: "Distances & <rates>",
  atTitle: "redshift z",
  atScale: "linear",
  measurements: [
    { at: 0.5, kind: "DM", data: 10, model: 8, sigma: 0.5 },
    { at: 0.9, kind: "DH", data: 20, model: 25, sigma: 10 },
    { at: 2.5, kind: "DM", data: 3, model: 3, sigma: 1 },
  ],
});

const contours = contourFigure({
  title: "x and y",
  x: { title: "x (m)" },
  y: { title: "y (s)" },
  center: [1, 2],
  covariance: [
    [1, 0.5],
    [0.5, 1],
  ],
  likelihood: null,
  likelihoodLabel: "",
});

describe("renderSvg", () => {
  it("draws every point, every error bar, the axes and the legend", async () => {
    const svg = await renderSvg(pulls);
    expect(svg.startsWith("<svg")).toBe(true);
    // Points: two kinds by colour, three marks. Error bars: as many lines in the same colours.
    expect(svg.match(/<path [^>]*fill="#0072B2"/g)?.length).toBeGreaterThanOrEqual(2);
    expect(svg.match(/<path [^>]*fill="#D55E00"/g)?.length).toBeGreaterThanOrEqual(1);
    expect(svg.match(/<line [^>]*stroke="#0072B2"/g)).toHaveLength(2);
    expect(svg.match(/<line [^>]*stroke="#D55E00"/g)).toHaveLength(1);
    for (const text of ["redshift z", "(data − model) / σ", "Distances &amp; &lt;rates&gt;", ">DM<", ">DH<"]) {
      expect(svg).toContain(text);
    }
  });

  it("needs nothing from outside", async () => {
    const svg = await renderSvg(contours);
    expect(svg).not.toMatch(/<(script|image|foreignObject|style)/);
    expect(svg.replaceAll(/xmlns(:\w+)?="[^"]*"/g, "")).not.toContain("http");
  });

  it("draws three filled regions and three dashed outlines, named in the legend", async () => {
    const svg = await renderSvg(contours);
    for (const shade of ["#1F5F8F", "#5B9FD0", "#B5D6EE"]) expect(svg).toContain(shade);
    expect(svg.match(/<path [^>]*stroke-dasharray="5,4"/g)?.length).toBeGreaterThanOrEqual(3);
    for (const text of ["1σ: Δχ² &lt; 2.30", "2σ: Δχ² &lt; 6.18", "3σ: Δχ² &lt; 11.83"]) expect(svg).toContain(text);
  });

  it("gives the same text for the same figure", async () => {
    const first = await renderSvg(contours);
    expect(first).toContain("url(#clip0)");
    await renderSvg(pulls);
    expect((await renderSvg(contours)) === first).toBe(true);
  });
});

describe("themes", () => {
  it("leave a figure in a page to the page: no background, ink in the colour of the text", async () => {
    const svg = await renderSvg(pulls);
    expect(svg).not.toContain('class="paper"');
    expect(svg).toContain('fill="currentColor"');
    expect(svg).not.toContain("<style>");
  });

  it("paint paper of their own, and lift colours that a dark page would swallow", async () => {
    const [light, dark] = [await renderSvg(pulls, { theme: "light" }), await renderSvg(pulls, { theme: "dark" })];
    expect(light).toContain('fill="#ffffff"');
    expect(light).toContain("#0072B2");
    expect(dark).toContain('fill="#14181d"');
    expect(dark).toContain("#4FA8E0");
    expect(dark).not.toContain("#0072B2");
  });

  it("follow the reader in a file of its own: light, and rules for dark", async () => {
    const svg = await renderSvg(pulls, { theme: "auto" });
    expect(svg).toMatch(/^<svg color="#1b1f24"[^>]*><style>[^<]*@media \(prefers-color-scheme:dark\)/);
    expect(svg).toContain('[stroke="#0072B2"]{stroke:#4FA8E0}');
  });

  it("are seen in the pixels", async () => {
    for (const [theme, paper] of [
      ["light", 255],
      ["dark", 0x14],
    ] as const) {
      const image = new Resvg(await renderSvg(pulls, { theme })).render();
      const pixels = new Uint32Array(image.pixels.buffer, image.pixels.byteOffset, image.width * image.height);
      // The first byte of a pixel is its red. Marks, bars, text and their smooth edges make many colours.
      expect(image.pixels[0]).toBe(paper);
      expect(new Set(pixels).size).toBeGreaterThan(50);
    }
  });
});

describe("renderPng", () => {
  it("writes a picture of the size asked for", async () => {
    const png = Buffer.from(await renderPng(pulls, { scale: 1 }));
    expect([...png.subarray(0, 8)]).toEqual([137, 80, 78, 71, 13, 10, 26, 10]);
    const width = png.readUInt32BE(16);
    const [, svgWidth] = /width="(\d+)"/.exec(await renderSvg(pulls)) ?? [];
    expect(width).toBe(Number(svgWidth));
    const doubled = Buffer.from(await renderPng(pulls, { scale: 2 }));
    expect(doubled.readUInt32BE(16)).toBe(2 * width);
  });
});
