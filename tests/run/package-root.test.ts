/** The package root is found from any depth, past other packages, and its absence is told. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { packageRoot } from "../../src/run/package-root.ts";

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "fluxion-root-"))));
afterEach(() => rmSync(folder, { recursive: true }));

const write = (path: string, text: string) => {
  mkdirSync(join(folder, path, ".."), { recursive: true });
  writeFileSync(join(folder, path), text);
};
const url = (path: string) => pathToFileURL(join(folder, path)).href;

describe("packageRoot", () => {
  it("is this repository when asked from its sources", () => {
    expect(packageRoot().href).toBe(new URL("../../", import.meta.url).href);
  });

  it("passes a package of another name on the way up, and stops at the nearest of its own", () => {
    write("package.json", '{ "name": "fluxion" }');
    write("node_modules/fluxion/package.json", '{ "name": "fluxion", "version": "0.1.0" }');
    write("node_modules/fluxion/dist/package.json", '{ "type": "module" }');
    write("node_modules/fluxion/dist/inner/package.json", '{ "name": "something-else" }');
    expect(packageRoot(url("node_modules/fluxion/dist/inner/module.js")).href).toBe(url("node_modules/fluxion/"));
  });

  it("holds for a path with blanks and letters beyond ASCII", () => {
    write("my data é/package.json", '{ "name": "fluxion" }');
    const root = packageRoot(new URL(url("my data é/dist/src/module.js")));
    expect(root.href).toBe(url("my data é/"));
  });

  it("says what it looked for when there is none", () => {
    expect(() => packageRoot("file:///nowhere/dist/module.js")).toThrowErrorMatchingInlineSnapshot(
      `[DataError: DataError in packageRoot(): expected a package.json named "fluxion" in a folder above file:///nowhere/dist/module.js, received none. Files are read from the installed package: in a bundle or a page, pass the data in instead.]`,
    );
  });
});
