/** Straight stairs: no circle of files by what they need when they run, and no circle of folders at all. */
import { describe, expect, it } from "vitest";
import { circles, folderGraph, importGraph, sourcesUnder } from "../support/import-graph.ts";

describe("circles", () => {
  it("are found where there are some", () => {
    const graph = new Map([
      ["a", new Set(["b"])],
      ["b", new Set(["c"])],
      ["c", new Set(["a", "d"])],
      ["d", new Set<string>()],
    ]);
    expect(circles(graph)).toEqual([["a", "b", "c"]]);
  });

  it("do not exist between files of src by values", () => {
    expect(circles(importGraph(sourcesUnder("src"), { types: false }))).toEqual([]);
  });

  it("do not exist between the folders of src by values, from errors to the door", () => {
    // src/cli, the composition root, stands at the end: it alone may need everything.
    const files = sourcesUnder("src").filter((path) => !path.startsWith("src/cli/"));
    expect(circles(folderGraph(importGraph(files, { types: false }), 2))).toEqual([]);
  });
});

describe("imports of inference", () => {
  const files = sourcesUnder("inference");
  /** The listing at the door names every folder; nothing inside imports it, but for the reports, which have a door of their own above. */
  const door = "inference/index.ts";
  const above = "inference/report/";
  const graph = importGraph(files, { types: false });
  const inside = new Map([...graph].filter(([file]) => file !== door));

  it("have no circle of files", () => {
    expect(files.length).toBeGreaterThan(200);
    expect(circles(graph)).toEqual([]);
  });

  it("have no circle of rooms, at the first level and at the second", () => {
    const users = [...inside].filter(([, needed]) => needed.has(door)).map(([file]) => file);
    expect(users.filter((file) => !file.startsWith(above))).toEqual([]);
    for (const depth of [2, 3]) expect(circles(folderGraph(inside, depth))).toEqual([]);
  });

  it("are used by src nowhere but in the command line", () => {
    const sources = sourcesUnder("src").filter((path) => !path.startsWith("src/cli/"));
    const upward = [...importGraph(sources, { types: false })].flatMap(([file, needed]) =>
      [...needed].some((path) => path.startsWith("inference/")) ? [file] : [],
    );
    expect(upward).toEqual([]);
  });
});
