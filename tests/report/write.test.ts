/** Writing reports and figures to disk. */
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeFigure, writeReport } from "fluxion/node";
import { histogramFigure } from "fluxion/report";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "fluxion-report-"));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

describe("writeReport", () => {
  it("makes folders on the way and leaves nothing but the report", async () => {
    const path = join(folder, "deep", "er", "report.html");
    await writeReport(path, "χ² = 46.2");
    expect(await readFile(path, "utf8")).toBe("χ² = 46.2");
    expect(await readdir(join(folder, "deep", "er"))).toEqual(["report.html"]);
  });

  it("replaces a report that is there", async () => {
    const path = join(folder, "report.html");
    await writeFile(path, "old");
    await writeReport(path, "new");
    expect(await readFile(path, "utf8")).toBe("new");
  });
});

describe("writeFigure", () => {
  const spec = histogramFigure([1, 2, 2, 3, 5], { title: "Counts", valueTitle: "time (s)" });

  it("writes what the extension names", async () => {
    await writeFigure(spec, join(folder, "new", "counts.svg"));
    await writeFigure(spec, join(folder, "new", "counts.PNG"), { theme: "dark", scale: 1 });
    await writeFigure(spec, join(folder, "new", "counts.vl.json"));
    expect((await readdir(join(folder, "new"))).sort()).toEqual(["counts.PNG", "counts.svg", "counts.vl.json"]);
    expect(await readFile(join(folder, "new", "counts.svg"), "utf8")).toMatch(/^<svg .*time \(s\).*<\/svg>$/s);
    const png = await readFile(join(folder, "new", "counts.PNG"));
    expect([...png.subarray(1, 4)]).toEqual([80, 78, 71]);
    expect(JSON.parse(await readFile(join(folder, "new", "counts.vl.json"), "utf8"))).toEqual(
      JSON.parse(JSON.stringify(spec)),
    );
  });

  it("writes the same bytes for the same figure", async () => {
    const paths = ["a.svg", "b.svg", "a.png", "b.png"].map((name) => join(folder, name));
    for (const path of paths) await writeFigure(spec, path);
    const [a, b, c, d] = await Promise.all(paths.map((path) => readFile(path)));
    expect(a!.equals(b!)).toBe(true);
    expect(c!.equals(d!)).toBe(true);
  });

  it("refuses formats that it does not write, and leaves nothing behind", async () => {
    await expect(writeFigure(spec, "figures/counts.pdf")).rejects.toThrowErrorMatchingInlineSnapshot(
      `[DataError: DataError at figures/counts.pdf in writeFigure(): the extension names no format of figures. Expected .svg, .png or .json, received .pdf.]`,
    );
    await expect(writeFigure(spec, "figures.old/counts")).rejects.toThrowErrorMatchingInlineSnapshot(
      `[DataError: DataError at figures.old/counts in writeFigure(): the extension names no format of figures. Expected .svg, .png or .json, received none.]`,
    );
    await expect(writeFigure(spec, "counts.png", { theme: "auto" })).rejects.toThrowErrorMatchingInlineSnapshot(
      `[DataError: DataError at options.theme in writeFigure(): pixels have fixed colours. Expected "light" or "dark" for a PNG, received the string "auto".]`,
    );
    expect(await readdir(folder)).toEqual([]);
  });
});
