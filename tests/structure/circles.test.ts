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
