/** Writing a report to disk. */
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { writeReport } from "../../src/report/write.ts";

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
