/** The figures of a posterior: which there are, what is left out, and that the page holds them. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeFigurePage } from "fluxion/node";
import { cornerFigure, figurePage, posteriorFigures, renderSvg } from "fluxion/report";
import { describe, expect, it } from "vitest";
import { exampleDraws, normals } from "./figures/example-chains.ts";
import { complaints } from "./figures/specification.ts";

const energy = [1, 2, 3, 4].map((seed) => ({ energy: normals(seed, 500), divergent: new Uint8Array(500) }));

describe("posteriorFigures", () => {
  it("are those that the posterior has something to show in", () => {
    const ids = (...args: Parameters<typeof posteriorFigures>) => posteriorFigures(...args).map(({ id }) => id);
    const draws = exampleDraws(2);
    expect(ids({ draws })).toEqual(["corner", "traces", "ranks", "autocorrelation"]);
    expect(ids({ draws, statistics: energy })).toEqual(["corner", "traces", "ranks", "autocorrelation", "energy"]);
    const still = energy.map((chain) => ({ ...chain, energy: new Float64Array(500) }));
    expect(ids({ draws, statistics: still })).toEqual(["corner", "traces", "ranks", "autocorrelation"]);
    expect(ids({ draws: exampleDraws(1, 1) })).toEqual(["corner", "traces", "autocorrelation"]);
    expect(ids({ draws: exampleDraws(9) })).toContain("intervals");
    for (const { spec } of posteriorFigures({ draws: exampleDraws(9), statistics: energy })) {
      expect(complaints(spec)).toEqual([]);
    }
  });

  it("show divergences in the parameters in which they stand out", () => {
    const draws = exampleDraws(3);
    // Divergent where the third parameter is large.
    const statistics = energy.map((chain, c) => ({
      ...chain,
      divergent: Uint8Array.from(draws[2]!.chains[c]!, (value) => (value > 1.5 ? 1 : 0)),
    }));
    const pair = posteriorFigures({ draws, statistics }).find(({ id }) => id === "divergences");
    expect(JSON.stringify(pair?.spec)).toContain('"title":"levels[2].height (mJy)"');
  });

  it("leave constant parameters out, and say so", () => {
    const fixed = {
      path: "distance",
      unit: "Mpc",
      chains: exampleDraws(1)[0]!.chains.map((chain) => Array.from(chain, () => 3)),
    };
    const figures = posteriorFigures({ draws: [...exampleDraws(1), fixed] });
    expect(figures.find(({ id }) => id === "traces")?.caption).toContain("Constant, and left out: distance.");
    expect(posteriorFigures({ draws: [fixed] }).map(({ id }) => id)).toEqual(["traces"]);
  });

  it("put the parameters asked for into the corner", () => {
    const draws = exampleDraws(9);
    const [corner] = posteriorFigures({ draws }, { focus: ["levels[7].height", "levels[8].height"] });
    expect(corner?.spec).toEqual(cornerFigure(draws.slice(7)));
    expect(corner?.caption).toContain("7 further parameters not shown here.");
  });

  it("fit into a file each, with fifty parameters", async () => {
    const figures = posteriorFigures({ draws: exampleDraws(50, 4, 500) });
    // The largest two, and the one with most marks a parameter.
    for (const { spec } of figures.filter(({ id }) => ["corner", "traces", "ranks"].includes(id))) {
      expect((await renderSvg(spec, { theme: "auto" })).length).toBeLessThan(300_000);
    }
  });
});

describe("writeFigurePage", () => {
  it("writes one page with text, table and every figure", async () => {
    const folder = await mkdtemp(join(tmpdir(), "fluxion-page-"));
    const path = join(folder, "posterior.html");
    const text = { title: "A lamp", lead: "Passed.", table: "rate   0.4 ± 0.1\n<b>" };
    const figures = posteriorFigures({ draws: exampleDraws(2, 2, 100) });
    await writeFigurePage(path, text, figures);
    const page = await readFile(path, "utf8");
    expect(page).toContain("<title>A lamp</title>");
    expect(page).toContain("<pre>rate   0.4 ± 0.1\n&lt;b&gt;</pre>");
    for (const { id } of figures) expect(page).toContain(`<figure id="${id}">`);
    expect(page.match(/<svg role="img"/g)).toHaveLength(figures.length);
    // Clip paths of one figure must not cut another.
    const ids = [...page.matchAll(/\bid="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    await rm(folder, { recursive: true });
  });

  it("has a page without table or figures", () => {
    expect(figurePage({ title: "Nothing", lead: "Yet." }, [])).not.toContain("<figure");
  });
});
